-- A write that was not made: as if it had never begun.
-- ARGV: prefix row fingerprint delivery handler wanted entity swing day user counted
local p, row, key = ARGV[1], ARGV[2], ARGV[5] .. ':' .. ARGV[7]
redis.call('DEL', p .. 'row:' .. row)
redis.call('ZREM', p .. 'ledger', row)
redis.call('ZREM', p .. 'ledger:' .. ARGV[3], row)
if ARGV[11] ~= '1' then
  return
end
redis.call('HDEL', p .. 'journal:' .. ARGV[4] .. ':' .. ARGV[5], ARGV[6])
redis.call('ZREM', p .. 'writes:' .. key, row)
local spent = p .. 'spent:' .. ARGV[9] .. ':' .. ARGV[10]
if tonumber(redis.call('HGET', spent, 'writes') or '0') > 0 then
  redis.call('HINCRBY', spent, 'writes', -1)
end
local swing = ARGV[8] ~= '' and redis.call('HGET', p .. 'swings:' .. key, ARGV[8])
if swing then
  local count, at = string.match(swing, '^(%d+) (%d+)$')
  if tonumber(count) > 1 then
    redis.call('HSET', p .. 'swings:' .. key, ARGV[8], string.format('%d %s', tonumber(count) - 1, at))
  else
    redis.call('HDEL', p .. 'swings:' .. key, ARGV[8])
  end
end
