-- A process begins: what is in flight may belong to one that died, and nobody knows whether it was made.
-- ARGV: prefix now
local p = ARGV[1]
local longest = tonumber(redis.call('HGET', p .. 'settings', 'longest-echo') or '0')
local expires = string.format('%d', tonumber(ARGV[2]) + math.max(900000, math.min(3 * longest, 86400000)))
redis.call('HSETNX', p .. 'settings', 'format', '1')
for _, name in ipairs(redis.call('ZRANGE', p .. 'ledger', 0, -1)) do
  local row = p .. 'row:' .. name
  if redis.call('HGET', row, 'state') == 'inflight' then
    redis.call('HSET', row, 'state', 'unknown', 'expires', expires)
    redis.call('ZADD', p .. 'ledger', expires, name)
  end
end
