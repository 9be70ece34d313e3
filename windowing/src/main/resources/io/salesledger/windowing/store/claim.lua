-- A task claims a partition: every earlier claim of it is void from now on.
--
-- Redis does not roll a script back, so wherever it is cut off, the next claim can go on: the account
-- comes whole and before the ledger that knows its partition, and what is given up goes at once.
--
-- ARGV  1 prefix  2 partition  3 nonce  4 launchMillis  5 launch
--       6 id of a new ledger  7 clusterId  8 topicId  9 topic  10 currency  11 scale  12 layout
--      13 timeline minutes kept  14 ms that boards of minutes live
--
-- Answer {'GRANTED', epoch, sequence, low, ranges, id of the ledger} {'SUPERSEDED', launch}
--        {'BROKEN', reason, id of the ledger or nothing}

local prefix, partition = ARGV[1], ARGV[2]
local ledger, account = prefix .. ':ledger', prefix .. ':ledger:' .. partition
local identity = {clusterId = ARGV[7], topicId = ARGV[8], topic = ARGV[9], currency = ARGV[10],
  scale = ARGV[11], layout = ARGV[12], timelineMinutes = ARGV[13],
  minuteBoardMillis = ARGV[14]}

local function broken(why)
  local id = redis.call('TYPE', ledger).ok == 'hash' and redis.call('HGET', ledger, 'id') or ''
  return {'BROKEN', why, id}
end

for _, key in ipairs({ledger, account}) do
  local kind = redis.call('TYPE', key).ok
  if kind ~= 'hash' and kind ~= 'none' then
    return broken(key .. ' is a ' .. kind)
  end
end

-- Whoever stopped may have left a hash of nothing but its reason: that is no ledger either.
local isNew = redis.call('HEXISTS', ledger, 'id') == 0
local claimed = redis.call('HGET', ledger, 'partitions') or ''
if not isNew and claimed == '' then
  return broken(ledger .. ' lacks its partitions')
end

-- First of all: an older launch has nothing to say, least of all that the newer one's ledger is broken.
if not isNew then
  local launchMillis = tonumber(redis.call('HGET', ledger, 'launchMillis') or '0') or 0
  local launch = redis.call('HGET', ledger, 'launch') or ''
  if launchMillis > tonumber(ARGV[4]) or (launchMillis == tonumber(ARGV[4]) and launch > ARGV[5]) then
    return {'SUPERSEDED', launch}
  end
end

local function otherIdentity()
  for name, ours in pairs(identity) do
    local theirs = redis.call('HGET', ledger, name)
    -- Ledgers that are older than that field have it from their next claim on.
    if theirs ~= ours and (theirs or name ~= 'minuteBoardMillis') then
      return ledger .. ' was folded with ' .. name .. ' ' .. tostring(theirs) .. ', not ' .. ours
    end
  end
end

-- Not even half a commit.
local function isUncounted(ofPartition)
  local other = prefix .. ':ledger:' .. ofPartition
  if redis.call('TYPE', other).ok ~= 'hash' then
    return false
  end
  local state = redis.call('HMGET', other, 'sequence', 'low', 'dirty')
  return state[1] == '0' and state[2] == '0' and state[3] == '0'
end

-- A second set, which a rebuild fills, is never given up here.
local function holdsNothing()
  for known in string.gmatch(claimed, '%d+') do
    if not isUncounted(known) then
      return false
    end
  end
  return redis.call('HEXISTS', ledger, 'rebuild') == 0
end

local function isIn(partitions)
  return string.find(',' .. partitions .. ',', ',' .. partition .. ',', 1, true) ~= nil
end

-- A claim was cut off before the ledger knew of it.
local isLeft = not isIn(claimed) and isUncounted(partition)

-- Partitions of a ledger of another identity in which nothing is counted: it binds nobody.
local givenUp = ''
if not isNew then
  local other = otherIdentity()
  if other and not holdsNothing() then
    return broken(other)
  elseif other then
    isNew, givenUp, claimed = true, claimed, ''
  end
end
if isNew then
  for _, view in ipairs({':total', ':total:count', ':realtime', ':realtime:count', ':timeline', ':timeline:count',
    ':leaderboard:count', ':leaderboard:amount', ':quarantine', ':quarantine:unlisted',
    ':quarantine:resolved:' .. partition, ':quarantine:offsets:' .. partition .. ':0', ':ledger:' .. partition}) do
    if redis.call('EXISTS', prefix .. view) == 1 and not (view == ':ledger:' .. partition and (isLeft or isIn(givenUp))) then
      return broken(ledger .. ' has no id, but ' .. prefix .. view .. ' is there')
    end
  end
end

local wasClaimed = isIn(claimed)
local found = givenUp ~= '' and {} or redis.call('HMGET', account, 'epoch', 'sequence', 'low', 'ranges', 'dirty')
local counter, sequence, low, ranges = 0, '0', '0', ''
if found[1] then
  if not (found[2] and found[3] and found[4] and found[5]) then
    return broken(account .. ' lacks a field')
  end
  if found[5] ~= '0' then
    return broken(account .. ' is dirty: a commit was cut off half-way')
  end
  counter = tonumber(string.match(found[1], '^(%d+)%-'))
  if not counter or not string.find(found[2], '^%d+$') or not string.find(found[3], '^%d+$') then
    return broken(account .. ' holds figures that are none')
  end
  if not wasClaimed and not isLeft then
    return broken(ledger .. ' does not know partition ' .. partition .. ', but ' .. account .. ' is there')
  end
  sequence, low, ranges = found[2], found[3], found[4]
elseif wasClaimed then
  return broken(account .. ' is missing, but its partition was claimed before')
end

if givenUp ~= '' then
  local gone = {ledger}
  for known in string.gmatch(givenUp, '%d+') do
    gone[#gone + 1] = prefix .. ':ledger:' .. known
  end
  redis.call('DEL', unpack(gone))
end
local epoch = string.format('%.0f', counter + 1) .. '-' .. ARGV[3]
if found[1] then
  redis.call('HSET', account, 'epoch', epoch)
else
  redis.call('HSET', account, 'epoch', epoch, 'sequence', '0', 'low', '0', 'ranges', '', 'applied', '0', 'quarantined', '0',
    'requeued', '0', 'gaps', '0', 'duplicates', '0', 'late', '0', 'misrouted', '0', 'newestEventMillis', '0', 'dirty', '0')
end
local all = {}
for known in string.gmatch(claimed, '%d+') do
  all[#all + 1] = tonumber(known)
end
if not wasClaimed then
  all[#all + 1] = tonumber(partition)
end
table.sort(all)
local fields = {'launchMillis', ARGV[4], 'launch', ARGV[5], 'partitions', table.concat(all, ',')}
if isNew then
  fields[#fields + 1], fields[#fields + 2] = 'id', ARGV[6]
end
for name, ours in pairs(isNew and identity or {minuteBoardMillis = ARGV[14]}) do
  fields[#fields + 1], fields[#fields + 2] = name, ours
end
redis.call('HSET', ledger, unpack(fields))
-- Whoever still has a reason to stop, or to warn, writes it down again.
redis.call('HDEL', ledger, 'broken', 'brokenBy', 'warning')
return {'GRANTED', epoch, sequence, low, ranges, redis.call('HGET', ledger, 'id')}
