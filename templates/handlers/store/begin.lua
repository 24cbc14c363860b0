-- What stands against writes; and where that is what the guards have seen, the writes noted, in the same step. One that
-- only asks gives no row, and '' as seen.
-- ARGV: prefix seen, and for each write: row fingerprint handler entity root hop chain delivery wanted user day at
-- lease swing counted leased token → 1 where they are noted, 0 where the job's lease is no longer ours, else what there
-- is to see, as JSON: an object for each write
local p, seen = ARGV[1], ARGV[2]
local MINUTE, DAY, RETENTION = 60000, 86400000, 1209600000
local FIELDS = {'row', 'fingerprint', 'handler', 'entity', 'root', 'hop', 'chain', 'delivery', 'wanted', 'user', 'day',
  'at', 'lease', 'swing', 'counted', 'leased', 'token'}

local writes = {}
for place = 3, #ARGV, #FIELDS do
  local write = {}
  for number, name in ipairs(FIELDS) do
    write[name] = ARGV[place + number - 1]
  end
  write.key = write.handler .. ':' .. write.entity
  table.insert(writes, write)
end

local names = {}
for _, name in ipairs(redis.call('HKEYS', p .. 'settings')) do
  if string.sub(name, 1, 7) == 'paused:' then
    table.insert(names, cjson.encode(string.sub(name, 8)))
  end
end
table.sort(names)
local paused = table.concat(names, ', ')

-- How often this swing was made in its time, and whether it is known at all.
local function swings(write)
  local kept = write.swing ~= '' and redis.call('HGET', p .. 'swings:' .. write.key, write.swing)
  local times, at = string.match(kept or '0 0', '^(%d+) (%d+)$')
  return tonumber(at) > tonumber(write.at) - RETENTION and tonumber(times) or 0
end

-- Each write counts for those of the batch behind it.
local records, users, all = {}, {}, {}
for _, write in ipairs(writes) do
  local now, already = tonumber(write.at), records[write.key] or 0
  local function since(kind, time)
    return redis.call('ZCOUNT', p .. kind .. ':' .. write.key, string.format('(%d', now - time), '+inf')
  end
  local breaker = redis.call('HMGET', p .. 'breaker:' .. write.key, 'until', 'level')
  local day = write.day .. ':' .. write.user
  local spent = redis.call('HMGET', p .. 'spent:' .. day, 'deliveries', 'writes')
  local made = tonumber(spent[2] or '0') + (users[day] or 0)
  table.insert(all, string.format('{"paused": [%s], "quarantined": %s, "breaker_until": %d, "breaker_level": %d, '
    .. '"arrivals_10_minutes": %d, "writes_10_minutes": %d, "writes_24_hours": %d, "swings": %d, "spent": %d}', paused,
    tostring(redis.call('HEXISTS', p .. 'quarantine', write.key) == 1), tonumber(breaker[1] or '0'),
    tonumber(breaker[2] or '0'), since('arrivals', 10 * MINUTE), since('writes', 10 * MINUTE) + already,
    since('writes', DAY) + already, swings(write), math.max(tonumber(spent[1] or '0'), made)))
  if write.counted == '1' then
    records[write.key] = already + 1
    users[day] = (users[day] or 0) + 1
  end
end
local found = '[' .. table.concat(all, ', ') .. ']'
if found ~= seen then
  return found
end
for _, write in ipairs(writes) do
  if write.token ~= '' and redis.call('HGET', p .. 'lease:' .. write.leased, 'token') ~= write.token then
    return 0
  end
end

local longest = tonumber(redis.call('HGET', p .. 'settings', 'longest-echo') or '0')
local life = math.max(900000, math.min(3 * longest, DAY))
for _, write in ipairs(writes) do
  local expires = string.format('%d', tonumber(write.lease) + life)
  redis.call('HSET', p .. 'row:' .. write.row, 'fingerprint', write.fingerprint, 'handler', write.handler, 'root',
    write.root, 'hop', write.hop, 'chain', write.chain, 'state', 'inflight', 'at', write.at, 'lease', write.lease,
    'expires', expires)
  redis.call('ZADD', p .. 'ledger', expires, write.row)
  redis.call('ZADD', p .. 'ledger:' .. write.fingerprint, write.at, write.row)
  if write.counted == '1' then
    local journal, made = p .. 'journal:' .. write.delivery .. ':' .. write.handler, p .. 'writes:' .. write.key
    redis.call('HSET', journal, write.wanted, 'open')
    redis.call('PEXPIRE', journal, RETENTION)
    redis.call('ZADD', made, write.at, write.row)
    redis.call('ZREMRANGEBYSCORE', made, '-inf', string.format('%d', tonumber(write.at) - DAY))
    redis.call('PEXPIRE', made, DAY)
    local spent = p .. 'spent:' .. write.day .. ':' .. write.user
    redis.call('HINCRBY', spent, 'writes', 1)
    redis.call('EXPIRE', spent, 259200)
    if write.swing ~= '' then
      redis.call('HSET', p .. 'swings:' .. write.key, write.swing, string.format('%d %s', swings(write) + 1, write.at))
      redis.call('PEXPIRE', p .. 'swings:' .. write.key, RETENTION)
    end
  end
end
return 1
