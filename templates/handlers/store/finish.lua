-- The end of a run: the job's new state, and the lease given back. Nothing where the lease is no longer ours.
-- ARGV: prefix entity token delivery handler state at decision reason error → 1 or 0
local p, entity, state, at = ARGV[1], ARGV[2], ARGV[6], ARGV[7]
local lease, name = p .. 'lease:' .. entity, ARGV[4] .. ':' .. ARGV[5]
if redis.call('HGET', lease, 'token') ~= ARGV[3] then
  return 0
end
redis.call('DEL', lease)
redis.call('HSET', p .. 'job:' .. name, 'state', state, 'due', at, 'decision', ARGV[8], 'reason', ARGV[9], 'error', ARGV[10])
if state == 'queued' then
  redis.call('ZADD', p .. 'queue', at, name)
else
  redis.call('ZREM', p .. 'queue', name)
  redis.call('ZREM', p .. 'waiting:' .. entity, name)
  redis.call('ZADD', p .. (state == 'parked' and 'parked' or 'ended'), at, name)
end
return 1
