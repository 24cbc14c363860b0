-- What is past its time goes, a thousand of each kind at most. ARGV: prefix now → how many deliveries nobody had worked on
local p, now = ARGV[1], tonumber(ARGV[2])
local old = now - 1209600000
for _, name in ipairs(redis.call('ZRANGEBYSCORE', p .. 'ledger', '-inf', now, 'LIMIT', 0, 1000)) do
  local fingerprint = redis.call('HGET', p .. 'row:' .. name, 'fingerprint')
  if fingerprint then
    redis.call('ZREM', p .. 'ledger:' .. fingerprint, name)
  end
  redis.call('DEL', p .. 'row:' .. name)
  redis.call('ZREM', p .. 'ledger', name)
end
redis.call('ZREMRANGEBYSCORE', p .. 'sessions', '-inf', now)
for _, ended in ipairs({'ended', 'parked'}) do
  for _, name in ipairs(redis.call('ZRANGEBYSCORE', p .. ended, '-inf', old, 'LIMIT', 0, 1000)) do
    redis.call('DEL', p .. 'job:' .. name, p .. 'journal:' .. name)
    redis.call('ZREM', p .. ended, name)
  end
end
local lost = {}
for _, name in ipairs(redis.call('ZRANGEBYSCORE', p .. 'queue', '-inf', old, 'LIMIT', 0, 1000)) do
  local entity = redis.call('HGET', p .. 'job:' .. name, 'entity') or ''
  local leased = tonumber(redis.call('HGET', p .. 'lease:' .. entity, 'until') or '0') > now
  if not leased then
    redis.call('DEL', p .. 'job:' .. name, p .. 'journal:' .. name)
    redis.call('ZREM', p .. 'queue', name)
    redis.call('ZREM', p .. 'waiting:' .. entity, name)
    lost[string.match(name, '^[^:]*')] = true
  end
end
for _, id in ipairs(redis.call('ZRANGEBYSCORE', p .. 'undecided', '-inf', old, 'LIMIT', 0, 1000)) do
  redis.call('DEL', p .. 'delivery:' .. id)
  redis.call('ZREM', p .. 'undecided', id)
  lost[id] = true
end
local waiting = {}
for _, list in ipairs({'queue', 'parked', 'ended'}) do
  for _, name in ipairs(redis.call('ZRANGE', p .. list, 0, -1)) do
    waiting[string.match(name, '^[^:]*')] = true
  end
end
for _, id in ipairs(redis.call('ZRANGEBYSCORE', p .. 'deliveries', '-inf', old, 'LIMIT', 0, 1000)) do
  if not waiting[id] then
    redis.call('DEL', p .. 'delivery:' .. id)
    redis.call('ZREM', p .. 'deliveries', id)
  end
end
local number = 0
for _ in pairs(lost) do
  number = number + 1
end
return number
