-- A job that does not run now is given up. ARGV: prefix delivery handler now → 1 or 0
local p, name = ARGV[1], ARGV[2] .. ':' .. ARGV[3]
local job = redis.call('HMGET', p .. 'job:' .. name, 'state', 'entity')
if not job[1] or job[1] == 'done' then
  return 0
end
local leased = tonumber(redis.call('HGET', p .. 'lease:' .. job[2], 'until') or '0') > tonumber(ARGV[4])
if job[1] == 'queued' and leased then
  return 0
end
redis.call('HSET', p .. 'job:' .. name, 'state', 'done', 'due', ARGV[4], 'decision', 'skip', 'reason', 'dropped')
redis.call('ZREM', p .. 'parked', name)
redis.call('ZREM', p .. 'queue', name)
redis.call('ZREM', p .. 'waiting:' .. job[2], name)
redis.call('ZADD', p .. 'ended', ARGV[4], name)
return 1
