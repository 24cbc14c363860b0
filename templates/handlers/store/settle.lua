-- What the guards decided: the delivery with its jobs, or nothing of it. Once only.
-- ARGV: prefix id, and for each job: handler state root hop compare reason → 1, or 0 where it was decided already
local p, id = ARGV[1], ARGV[2]
local delivery = p .. 'delivery:' .. id
local known = redis.call('HMGET', delivery, 'decided', 'received', 'entity')
if known[1] ~= '0' then
  return 0
end
redis.call('ZREM', p .. 'undecided', id)
if #ARGV == 2 then
  redis.call('DEL', delivery)
  return 1
end
local received, entity = known[2], known[3]
redis.call('HSET', delivery, 'decided', '1')
redis.call('ZADD', p .. 'deliveries', received, id)
for place = 3, #ARGV, 6 do
  local handler, state = ARGV[place], ARGV[place + 1]
  local name = id .. ':' .. handler
  redis.call('HSET', p .. 'job:' .. name, 'entity', entity, 'state', state, 'attempts', '0', 'due', received,
    'root', ARGV[place + 2], 'hop', ARGV[place + 3], 'compare', ARGV[place + 4], 'decision', '',
    'reason', ARGV[place + 5], 'error', '')
  if state == 'queued' then
    redis.call('ZADD', p .. 'queue', received, name)
    redis.call('ZADD', p .. 'waiting:' .. entity, 0, name)
    local arrivals = p .. 'arrivals:' .. handler .. ':' .. entity
    redis.call('ZADD', arrivals, received, id)
    redis.call('ZREMRANGEBYSCORE', arrivals, '-inf', tonumber(received) - 86400000)
    redis.call('PEXPIRE', arrivals, 86400000)
  else
    redis.call('ZADD', p .. 'parked', received, name)
  end
end
return 1
