-- The second set of views becomes the live one, and the live one the second, in one step. Scripts of
-- every client see either the one or the other.
--
-- ARGV  1 prefix  2 database of the live set  3 database of the second set
--       4 the run that filled the second set; empty: back to the set that is kept there
--       5 id of the second set's ledger: where it is live already, the answer to a first call got lost
--       6... partition, epoch under which that run owns it, ...
--
-- Answer {'SWITCHED', newest heartbeat of the topology in epoch ms, or 0}
--        {'BEHIND', partition, its mark, the live mark}: readers would see payments vanish
--        {'GROWN', partition}: the live set has a partition that the run does not own
--        {'LOST', why}: the second set is not that run's (any more)
--        {'DAMAGED', why}: the set that is kept is none to go back to
--
-- `switchedAtMillis` tells readers that equal offsets were of another set before.
--
-- Everything is read and checked first. What of the live set is damaged is left out of account: that
-- is what a rebuild mends.

local prefix, live, second, run = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local ledger = prefix .. ':ledger'
local owned = {}
for i = 6, #ARGV, 2 do
  owned[ARGV[i]] = ARGV[i + 1]
end

local function fields(key)
  local map = {}
  if redis.call('TYPE', key).ok == 'hash' then
    local flat = redis.call('HGETALL', key)
    for i = 1, #flat, 2 do
      map[flat[i]] = flat[i + 1]
    end
  end
  return map
end

local function whole(text)
  return text and string.find(text, '^%d+$') and tonumber(text)
end

-- The first offset beyond all that these accounts say is applied, be it in part (`/below/payments`);
-- nil where they do not hold.
local function mark(accounts)
  local low, applied = whole(accounts.low), whole(accounts.applied)
  local quarantined, gaps = whole(accounts.quarantined), whole(accounts.gaps)
  if not (low and applied and quarantined and gaps and accounts.ranges) or accounts.dirty ~= '0' then
    return nil
  end
  local covered, beyond = low, low
  for from, next, portion in string.gmatch(accounts.ranges, '(%d+)%-(%d+)([^,]*)') do
    local payments = tonumber(string.match(portion, '^/x%x+/(%d+)$'))
    covered = covered + (payments or tonumber(next) - tonumber(from))
    beyond = math.max(beyond, tonumber(next))
  end
  return covered == applied + quarantined + gaps and beyond or nil
end

local function partitionsOf(identity)
  local numbers = {}
  for number in string.gmatch(identity.partitions or '', '%d+') do
    numbers[#numbers + 1] = number
  end
  return numbers
end

-- ---------------------------------------------------------------- the live set

redis.call('SELECT', live)
local identity = fields(ledger)
local marks, heartbeats, newest = {}, {}, 0
for _, partition in ipairs(partitionsOf(identity)) do
  marks[partition] = mark(fields(ledger .. ':' .. partition))
  heartbeats[partition] = fields(prefix .. ':heartbeat:' .. partition)
  newest = math.max(newest, whole(heartbeats[partition].atMillis) or 0)
end
if identity.id == ARGV[5] then
  return {'SWITCHED', string.format('%.0f', newest)}
end
local liveSize = redis.call('DBSIZE')

-- ---------------------------------------------------------------- the second set

redis.call('SELECT', second)
local other = fields(ledger)
if other.id ~= ARGV[5] then
  return {'LOST', 'it was made anew'}
end
if run == '' then
  if other.rebuild ~= 'kept' then
    return {'LOST', 'it is not what was live before'}
  elseif other.broken then
    return {'DAMAGED', 'they had stopped: ' .. other.broken}
  elseif identity.topicId and other.topicId ~= identity.topicId then
    return {'DAMAGED', 'they were folded from another topic, which is gone or was made anew since'}
  end
  for _, partition in ipairs(partitionsOf(other)) do
    if fields(ledger .. ':' .. partition).dirty ~= '0' then
      return {'DAMAGED', ledger .. ':' .. partition .. ' is dirty or missing'}
    end
  end
else
  if other.rebuild ~= 'filling' or other.rebuildBy ~= run then
    return {'LOST', 'another run works on it'}
  end
  for partition in pairs(marks) do
    if not owned[partition] then
      return {'GROWN', partition}
    end
  end
  for partition, epoch in pairs(owned) do
    local accounts = fields(ledger .. ':' .. partition)
    local reached = mark(accounts)
    if accounts.epoch ~= epoch or not reached then
      return {'LOST', ledger .. ':' .. partition .. ' is not what the run has written'}
    end
    if marks[partition] and whole(accounts.low) < marks[partition] then
      return {'BEHIND', partition, accounts.low, string.format('%.0f', marks[partition])}
    end
  end
end

-- ---------------------------------------------------------------- the switch

local time = redis.call('TIME')
local nowMillis = string.format('%.0f', tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000))
redis.call('SWAPDB', live, second)

redis.call('SELECT', live)
redis.call('HDEL', ledger, 'rebuild', 'rebuildBy', 'rebuildAtMillis')
redis.call('HSET', ledger, 'switchedAtMillis', nowMillis)
-- The topology that runs stays the newest launch, and its signs of life stay what they are.
if whole(identity.launchMillis) and identity.launch then
  redis.call('HSET', ledger, 'launchMillis', identity.launchMillis, 'launch', identity.launch)
end
for partition, heartbeat in pairs(heartbeats) do
  if whole(heartbeat.atMillis) then
    local key = prefix .. ':heartbeat:' .. partition
    redis.call('DEL', key)
    redis.call('HSET', key, 'atMillis', heartbeat.atMillis)
    -- Of a log that nobody leads none is told.
    if whole(heartbeat.endOffset) then
      redis.call('HSET', key, 'endOffset', heartbeat.endOffset)
    end
  end
end

if liveSize > 0 then
  redis.call('SELECT', second)
  if redis.call('TYPE', ledger).ok ~= 'hash' then
    redis.call('DEL', ledger)
  end
  redis.call('HDEL', ledger, 'rebuildBy')
  redis.call('HSET', ledger, 'rebuild', 'kept', 'rebuildAtMillis', nowMillis)
end
return {'SWITCHED', string.format('%.0f', newest)}
