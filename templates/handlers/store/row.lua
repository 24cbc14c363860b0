-- A ledger row's new state, where it is still there: its echo may have come before. ARGV: prefix row state now
local p, row = ARGV[1], ARGV[1] .. 'row:' .. ARGV[2]
if redis.call('EXISTS', row) == 1 then
  local longest = tonumber(redis.call('HGET', p .. 'settings', 'longest-echo') or '0')
  local life = math.max(900000, math.min(3 * longest, 86400000))
  local expires = string.format('%d', tonumber(ARGV[4]) + life)
  redis.call('HSET', row, 'state', ARGV[3], 'expires', expires)
  redis.call('ZADD', p .. 'ledger', expires, ARGV[2])
end
