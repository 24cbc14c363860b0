-- ARGV: prefix entity token until → 1 where the lease is still ours
local lease = ARGV[1] .. 'lease:' .. ARGV[2]
if redis.call('HGET', lease, 'token') ~= ARGV[3] then
  return 0
end
redis.call('HSET', lease, 'until', ARGV[4])
return 1
