-- A delivery on its way in: kept, and everything observed that the guards will ask about, in one step.
-- ARGV: prefix id now entity service_call payload fingerprint actor mark day kept → the observation, as JSON
local p, id, now, entity = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local fingerprint, actor, mark, day, kept = ARGV[7], ARGV[8], ARGV[9], ARGV[10], ARGV[11] == '1'

local known = redis.call('HGET', p .. 'delivery:' .. id, 'observation')
if known then
  return known -- it came twice from the spool
end

local function json(text)
  return cjson.encode(text)
end

-- The row of the ledger: first one that is not unknown, then the oldest.
local rows, taken = p .. 'ledger:' .. fingerprint, nil
for _, name in ipairs(redis.call('ZRANGE', rows, 0, -1)) do
  local row = redis.call('HMGET', p .. 'row:' .. name, 'state', 'lease', 'expires', 'handler', 'root', 'hop', 'chain', 'at')
  if not row[1] or tonumber(row[3]) <= now then
    redis.call('ZREM', rows, name)
    redis.call('ZREM', p .. 'ledger', name)
    redis.call('DEL', p .. 'row:' .. name)
  else
    local state = row[1]
    if state == 'inflight' and tonumber(row[2]) < now then
      state = 'unknown'
    end
    if not taken or (taken.state == 'unknown' and state ~= 'unknown') then
      taken = {name = name, state = state, handler = row[4], root = row[5], hop = row[6], chain = row[7] == '1', at = row[8]}
    end
  end
end
if taken then
  redis.call('ZREM', rows, taken.name)
  redis.call('ZREM', p .. 'ledger', taken.name)
  redis.call('DEL', p .. 'row:' .. taken.name)
  local longest = tonumber(redis.call('HGET', p .. 'settings', 'longest-echo') or '0')
  if taken.state ~= 'unknown' and now - tonumber(taken.at) > longest then
    redis.call('HSET', p .. 'settings', 'longest-echo', string.format('%d', now - tonumber(taken.at)))
  end
end

-- A session of ours, and whether this tenant shows sessions at all.
local until_when = mark ~= '' and redis.call('ZSCORE', p .. 'sessions', mark)
local mine = until_when and tonumber(until_when) > now
if mine and taken and taken.state ~= 'unknown' then
  redis.call('HSETNX', p .. 'settings', 'sends-sessions', '1')
end
local own_session = mine and redis.call('HEXISTS', p .. 'settings', 'sends-sessions') == 1

local key = p .. 'previous:' .. entity
local previous = redis.call('HMGET', key, 'fingerprint', 'actor', 'at', 'other')
-- When something else was delivered before this one. What we wrote after that is no edit of somebody who came back.
local other = '0'
if previous[1] then
  other = (previous[1] == fingerprint and previous[2] == actor) and previous[4] or previous[3]
end
if taken and taken.state ~= 'unknown' and tonumber(other) <= tonumber(taken.at) then
  other = '0'
end
-- What guard 4 takes for a copy is no event of its own: the time stays that of the first.
local at = ARGV[3]
if not taken and previous[1] == fingerprint and previous[2] == actor and now - tonumber(previous[3]) < 30000
  and now - tonumber(previous[4]) >= 30000 then
  at = previous[3]
end
redis.call('HSET', key, 'fingerprint', fingerprint, 'actor', actor, 'at', at, 'other', other)
redis.call('PEXPIRE', key, 86400000)

local spent = redis.call('HINCRBY', p .. 'spent:' .. day .. ':' .. actor, 'deliveries', 1)
redis.call('EXPIRE', p .. 'spent:' .. day .. ':' .. actor, 259200)
if actor == '' then
  redis.call('HINCRBY', p .. 'counters:' .. day, 'actor-unknown', 1)
  redis.call('EXPIRE', p .. 'counters:' .. day, 1296000)
end

local paused = {}
for _, name in ipairs(redis.call('HKEYS', p .. 'settings')) do
  if string.sub(name, 1, 7) == 'paused:' then
    table.insert(paused, json(string.sub(name, 8)))
  end
end

local row, before = 'null', 'null'
if taken then
  row = string.format('{"handler": %s, "root": %s, "hop": %d, "chain": %s, "state": %s}', json(taken.handler),
    json(taken.root), tonumber(taken.hop), tostring(taken.chain), json(taken.state))
end
if previous[1] then
  before = string.format('{"fingerprint": %s, "actor": %s, "at": %s, "other": %s}', json(previous[1]), json(previous[2]),
    previous[3], previous[4])
end
local observation = string.format(
  '{"fingerprint": %s, "paused": [%s], "row": %s, "own_session": %s, "previous": %s, "spent": %d}', json(fingerprint),
  table.concat(paused, ', '), row, tostring(own_session and true or false), before, spent)

if kept then
  redis.call('HSET', p .. 'delivery:' .. id, 'received', ARGV[3], 'entity', entity, 'service_call', ARGV[5],
    'payload', ARGV[6], 'observation', observation, 'decided', '0')
  redis.call('ZADD', p .. 'undecided', ARGV[3], id)
end
return observation
