-- A parked job runs again, as if for the first time. ARGV: prefix delivery handler now → 1 or 0
local p, name = ARGV[1], ARGV[2] .. ':' .. ARGV[3]
local job = redis.call('HMGET', p .. 'job:' .. name, 'state', 'entity')
if job[1] ~= 'parked' then
  return 0
end
redis.call('HSET', p .. 'job:' .. name, 'state', 'queued', 'due', ARGV[4], 'attempts', '0', 'decision', '', 'reason', '',
  'error', '')
redis.call('ZREM', p .. 'parked', name)
redis.call('ZADD', p .. 'queue', ARGV[4], name)
redis.call('ZADD', p .. 'waiting:' .. job[2], 0, name)
redis.call('DEL', p .. 'journal:' .. name)
return 1
