-- The next job that may run, with the lease of its entity.
-- ARGV: prefix now token until → nothing, or delivery handler entity attempts root hop compare payload
local p, now = ARGV[1], tonumber(ARGV[2])
local start = 0
while true do
  local due = redis.call('ZRANGEBYSCORE', p .. 'queue', '-inf', now, 'LIMIT', start, 200)
  for _, name in ipairs(due) do
    local job = redis.call('HMGET', p .. 'job:' .. name, 'entity', 'root', 'hop', 'compare')
    local lease = p .. 'lease:' .. job[1]
    local free = tonumber(redis.call('HGET', lease, 'until') or '0') <= now
    if free and redis.call('ZRANGE', p .. 'waiting:' .. job[1], 0, 0)[1] == name then
      redis.call('HSET', lease, 'token', ARGV[3], 'until', ARGV[4])
      redis.call('PEXPIRE', lease, 86400000)
      local attempts = redis.call('HINCRBY', p .. 'job:' .. name, 'attempts', 1)
      local id = string.match(name, '^[^:]*')
      local payload = redis.call('HGET', p .. 'delivery:' .. id, 'payload')
      return {id, string.sub(name, #id + 2), job[1], tostring(attempts), job[2], job[3], job[4], payload}
    end
  end
  if #due < 200 then
    return false
  end
  start = start + 200
end
