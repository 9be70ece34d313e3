-- One commit: the sums, quarantine and accounts of one partition change together or not at all.
--
-- Redis does not roll a script back, so everything is read and checked first (`plan`), and what
-- follows (`write`) cannot fail. `dirty` is set by the first write and cleared by the last.
--
-- ARGV  1 prefix          2 partition       3 epoch           4 sequence
--       5 low             6 ranges          (the applied offsets once this is done)
--       7 applied  8 quarantined  9 gaps  10 duplicates  11 late  12 misrouted   (what is added)
--      13 newestEventMillis  14 timeline minutes kept  15 minute board retention in ms
--      16 most entries of a commit, and what its moved list entries may cost in entries
--      17 msgpack {{product, minute, amount, units, minute, amount, units, ...}, ...}, minutes ascending
--      18 msgpack {{offset, schemaId, reason, detail}, ...}
--
-- Answer {'OK'} {'ALREADY'} {'TOO_LARGE', cost} {'FENCED', epoch} {'STALE', found} {'BROKEN', reason}
--
-- Numbers are doubles: every figure stays within 2^53 - 1 and is written in full digits, because
-- `..` would print 14 of them.

local MAX = 9007199254740991
local CHUNK = 1000 -- unpack fails at about 8000 elements
local MOVED_WEIGHT = 0.3 -- what a pair of moved list entries costs, against an entry of a commit
local ENTRY = '^(%d+),(%-?%d+)$'
-- %d is twice as fast as %.0f, but a C long: 64 bits wherever Redis is usual.
local DIGITS = string.format('%d', MAX) == '9007199254740991' and '%d' or '%.0f'
local PAIR = DIGITS .. ',' .. DIGITS
local find, format, match = string.find, string.format, string.match

local prefix, partition, epoch, sequence = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local account = prefix .. ':ledger:' .. partition
local kept, retention, limit = tonumber(ARGV[14]), tonumber(ARGV[15]), tonumber(ARGV[16])

local function refuse(...)
  error({refusal = {...}}, 0)
end

local function broken(why)
  refuse('BROKEN', why)
end

local function read(...)
  local reply = redis.pcall(...)
  if type(reply) == 'table' and reply.err then
    broken((select(2, ...)) .. ': ' .. reply.err)
  end
  return reply
end

-- Messages are put together only where they are needed: most figures are fine.
local function integer(text, key, member)
  if not find(text, '^%-?%d+$') then
    broken(key .. ' ' .. (member or '') .. ' is not an integer: ' .. text)
  end
  local number = tonumber(text)
  if number > MAX or number < -MAX then
    broken(key .. ' ' .. (member or '') .. ' is beyond 2^53 - 1: ' .. text)
  end
  return number
end

local function sum(a, b, what)
  local result = a + b
  if result > MAX or result < -MAX then
    broken(what .. ' would go beyond 2^53 - 1')
  end
  return result
end

local function digits(number)
  return format(DIGITS, number)
end

-- One entry of a timeline taken apart.
local function parse(text, key)
  local minute, cumulative = match(text, ENTRY)
  if not minute then
    broken(key .. ' holds an entry that is none: ' .. text)
  end
  local number = tonumber(cumulative)
  if number > MAX or number < -MAX then
    broken(key .. ' is beyond 2^53 - 1: ' .. text)
  end
  return tonumber(minute), number
end

-- ---------------------------------------------------------------- ownership

local function checkOwner()
  local ledger = prefix .. ':ledger'
  local kind = read('TYPE', ledger).ok
  if kind == 'none' then
    refuse('STALE', 'there is no ' .. ledger)
  elseif kind ~= 'hash' then
    broken(ledger .. ' is a ' .. kind)
  end
  local found = read('HMGET', account, 'epoch', 'sequence', 'dirty',
    'applied', 'quarantined', 'gaps', 'duplicates', 'late', 'misrouted', 'newestEventMillis')
  if not found[1] then
    refuse('STALE', 'there is no ' .. account)
  end
  for i = 2, 10 do
    if not found[i] then
      broken(account .. ' lacks a field')
    end
  end
  if found[3] ~= '0' then
    broken(account .. ' is dirty: a commit was cut off half-way')
  end
  if found[1] ~= epoch then
    local theirs, ours = tonumber(string.match(found[1], '^(%d+)')), tonumber(string.match(epoch, '^(%d+)'))
    if theirs and theirs < ours then
      refuse('STALE', account .. ' has the older epoch ' .. found[1])
    end
    refuse('FENCED', found[1])
  end
  local stored = integer(found[2], account, 'sequence')
  if stored == sequence then
    refuse('ALREADY')
  elseif stored < sequence - 1 then
    refuse('STALE', account .. ' has sequence ' .. found[2])
  elseif stored > sequence then
    broken(account .. ' has sequence ' .. found[2] .. ', ahead of its owner')
  end
  local accounts = {}
  for i = 4, 9 do
    accounts[i - 3] = sum(integer(found[i], account), tonumber(ARGV[i + 3]), account)
  end
  local covered = tonumber(ARGV[5])
  for from, next in string.gmatch(ARGV[6], '(%d+)%-(%d+)') do
    covered = covered + (tonumber(next) - tonumber(from))
  end
  if covered ~= accounts[1] + accounts[2] + accounts[3] then
    broken(account .. ' does not add up: ' .. digits(covered) .. ' offsets covered, '
      .. digits(accounts[1] + accounts[2] + accounts[3]) .. ' accounted for')
  end
  accounts.newest = math.max(integer(found[10], account), tonumber(ARGV[13]))
  return accounts
end

-- ---------------------------------------------------------------- reading many

-- Calls `command key member...` in chunks; the replies in one table.
local function readMany(command, key, members)
  local replies = {}
  for first = 1, #members, CHUNK do
    local last = math.min(first + CHUNK - 1, #members)
    local part = read(command, key, unpack(members, first, last))
    for i = 1, last - first + 1 do
      replies[first + i - 1] = part[i]
    end
  end
  return replies
end

-- What the sender can't count is what late payments cost: list entries that move. They are counted
-- before any is read, so that a refusal costs little, and the answer tells the cost of the whole as
-- far as can be told from the entries looked at. A single entry is never refused: it can't be cut.
-- Nor does the timeline of all products count: however small the commit, it moves.
local moved, looked, entries = 0, 0, 0

local function spend(pairsMoved, entriesLookedAt)
  moved, looked = moved + pairsMoved, looked + entriesLookedAt
  if moved * MOVED_WEIGHT > limit and entries > 1 then
    refuse('TOO_LARGE', digits(math.ceil(moved * MOVED_WEIGHT * math.max(1, entries / looked))))
  end
end

-- ---------------------------------------------------------------- timelines

-- A group is {name, minute, amount, units, minute, amount, units, ...}, minutes ascending.
-- A change of a pair of timelines (amounts, units) is what is pushed at their ends once `pop`
-- entries of `length` are gone there.

-- The group's minutes go on after the cumulative figures that were.
local function planTail(change, group)
  local pushA, pushB, n, a, b = {}, {}, 0, change.wasA, change.wasB
  for i = 2, #group, 3 do
    a, b = sum(a, group[i + 1], change.a), sum(b, group[i + 2], change.b)
    n = n + 1
    pushA[n], pushB[n] = format(PAIR, group[i], a), format(PAIR, group[i], b)
  end
  change.pushA, change.pushB = pushA, pushB
end

-- How many of a list's entries are of minute `from` or later: strides from its end that double, then
-- halves. Late payments are mostly a little late.
local function countFrom(key, from, length)
  local inside, beyond = 1, 2 -- counted from the end: the newest entry is later than `from`
  while beyond <= length and parse(read('LINDEX', key, -beyond), key) >= from do
    inside, beyond = beyond, beyond * 2
  end
  beyond = math.min(beyond, length + 1)
  while beyond - inside > 1 do
    local middle = math.floor((inside + beyond) / 2)
    if parse(read('LINDEX', key, -middle), key) >= from then
      inside = middle
    else
      beyond = middle
    end
  end
  return inside
end

-- The last `count` entries of a pair of timelines, oldest first.
local function readBack(keyA, keyB, count)
  local listA, listB = read('LRANGE', keyA, -count, -1), read('LRANGE', keyB, -count, -1)
  local at, valueA, valueB = {}, {}, {}
  for i = 1, count do
    local minute, a = parse(listA[i], keyA)
    local minuteOfB, b = parse(listB[i], keyB)
    if minute ~= minuteOfB or (i > 1 and minute <= at[i - 1]) then
      broken(keyA .. ' and ' .. keyB .. ' have entries that do not go together: ' .. listA[i]
        .. ' and ' .. listB[i])
    end
    at[i], valueA[i], valueB[i] = minute, a, b
  end
  return at, valueA, valueB
end

-- Late: the minute's entry and all later ones move.
local function planLate(change, group)
  local keyA, keyB = change.a, change.b
  local last = math.min(change.pop + 1, change.length)
  local at, valueA, valueB = readBack(keyA, keyB, last)
  -- A minute older than a full list shifts the others, and is trimmed off again itself.
  local i, beforeA, beforeB = 1, 0, 0
  if at[1] < group[2] then
    i, beforeA, beforeB = 2, valueA[1], valueB[1]
  end
  local pushA, pushB, n, movedA, movedB = {}, {}, 0, 0, 0
  local j, count = 2, #group
  while i <= last or j <= count do
    local minute
    if j <= count and (i > last or group[j] <= at[i]) then
      minute = group[j]
      movedA, movedB = sum(movedA, group[j + 1], keyA), sum(movedB, group[j + 2], keyB)
      j = j + 3
    else
      minute = at[i]
    end
    if i <= last and at[i] == minute then
      beforeA, beforeB = valueA[i], valueB[i]
      i = i + 1
    end
    n = n + 1
    pushA[n] = format(PAIR, minute, sum(beforeA, movedA, keyA))
    pushB[n] = format(PAIR, minute, sum(beforeB, movedB, keyB))
  end
  change.pushA, change.pushB = pushA, pushB
end

-- Looks at a pair of timelines to which a group is added. `was` holds the cumulative figures, false
-- where there are none yet; the last entries equal them.
local function look(keyA, keyB, wasA, wasB, group)
  local change = {a = keyA, b = keyB, wasA = wasA or 0, wasB = wasB or 0, group = group, pop = 0}
  local lastA, lastB = read('LINDEX', keyA, -1), read('LINDEX', keyB, -1)
  if not wasA then
    if lastA or lastB then
      broken((lastA and keyA or keyB) .. ' has entries, but there is no total of it')
    end
    return change
  end
  if not lastA or not lastB then
    broken((lastA and keyB or keyA) .. ' is missing')
  end
  local minuteA, cumulativeA = parse(lastA, keyA)
  local minuteB, cumulativeB = parse(lastB, keyB)
  if cumulativeA ~= wasA or cumulativeB ~= wasB or minuteA ~= minuteB then
    broken(keyA .. ' and ' .. keyB .. ' end with ' .. lastA .. ' and ' .. lastB .. ', the totals are '
      .. digits(wasA) .. ' and ' .. digits(wasB))
  end
  if group[2] >= minuteA then
    change.pop = group[2] == minuteA and 1 or 0
    return change
  end
  change.late, change.length = true, read('LLEN', keyA)
  if read('LLEN', keyB) ~= change.length then
    broken(keyA .. ' and ' .. keyB .. ' differ in length')
  end
  change.pop = countFrom(keyA, group[2], change.length)
  return change
end

-- ---------------------------------------------------------------- the plan

local function addToMinute(minutes, minute, product, amount, units)
  local board = minutes.boards[minute]
  if not board then
    board = {amount = 0, units = 0, products = {}, amounts = {}, counts = {}}
    minutes.boards[minute] = board
    table.insert(minutes.list, minute)
  end
  board.amount = sum(board.amount, amount, 'a minute')
  board.units = sum(board.units, units, 'a minute')
  local n = #board.products + 1
  board.products[n], board.amounts[n], board.counts[n] = product, amount, units
end

-- One sorted set's new scores: {key, members, scores}.
local function planScores(key, members, old, add)
  local scores = {}
  for i = 1, #members do
    local was = old[i] and integer(old[i], key, members[i]) or 0
    scores[i] = digits(sum(was, add[i], key))
  end
  return {key = key, members = members, scores = scores}
end

local function planProducts(groups, plan, minutes)
  local products, addA, addB = {}, {}, {}
  for g, group in ipairs(groups) do
    local a, b = 0, 0
    for i = 2, #group, 3 do
      a, b = sum(a, group[i + 1], group[1]), sum(b, group[i + 2], group[1])
      addToMinute(minutes, group[i], group[1], group[i + 1], group[i + 2])
    end
    products[g], addA[g], addB[g] = group[1], a, b
  end
  local realtime, realtimeCount = prefix .. ':realtime', prefix .. ':realtime:count'
  local boardA, boardB = prefix .. ':leaderboard:amount', prefix .. ':leaderboard:count'
  local wasA, wasB = readMany('HMGET', realtime, products), readMany('HMGET', realtimeCount, products)
  local scoreA, scoreB = readMany('ZMSCORE', boardA, products), readMany('ZMSCORE', boardB, products)
  local timelineA, timelineB = prefix .. ':timeline:amount:', prefix .. ':timeline:count:'
  local newA, newB = {}, {}
  for g, group in ipairs(groups) do
    local product = products[g]
    local a = wasA[g] and integer(wasA[g], realtime, product)
    local b = wasB[g] and integer(wasB[g], realtimeCount, product)
    local rankA = scoreA[g] and integer(scoreA[g], boardA, product)
    local rankB = scoreB[g] and integer(scoreB[g], boardB, product)
    if a ~= rankA or b ~= rankB or (not a) ~= (not b) then
      broken('the totals of product ' .. product .. ' differ: ' .. realtime .. ' ' .. tostring(wasA[g]) .. ', '
        .. boardA .. ' ' .. tostring(scoreA[g]) .. ', ' .. realtimeCount .. ' ' .. tostring(wasB[g]) .. ', '
        .. boardB .. ' ' .. tostring(scoreB[g]))
    end
    plan.timelines[g] = look(timelineA .. product, timelineB .. product, a, b, group)
    spend(plan.timelines[g].late and plan.timelines[g].pop or 0, (#group - 1) / 3)
    newA[g] = digits(sum(a or 0, addA[g], realtime))
    newB[g] = digits(sum(b or 0, addB[g], realtimeCount))
  end
  plan.hashes = {{key = realtime, members = products, values = newA},
    {key = realtimeCount, members = products, values = newB}}
  plan.scores = {{key = boardA, members = products, scores = newA},
    {key = boardB, members = products, scores = newB}}
end

local function planTotals(plan, minutes)
  table.sort(minutes.list)
  local all, a, b = {''}, 0, 0
  for i, minute in ipairs(minutes.list) do
    local board = minutes.boards[minute]
    all[3 * i - 1], all[3 * i], all[3 * i + 1] = minute, board.amount, board.units
    a, b = sum(a, board.amount, 'total'), sum(b, board.units, 'total:count')
  end
  local total, totalCount = prefix .. ':total', prefix .. ':total:count'
  local wasA, wasB = read('GET', total), read('GET', totalCount)
  if (not wasA) ~= (not wasB) then
    broken((wasA and totalCount or total) .. ' is missing')
  end
  wasA, wasB = wasA and integer(wasA, total), wasB and integer(wasB, totalCount)
  plan.timelines[#plan.timelines + 1] = look(
    prefix .. ':timeline', prefix .. ':timeline:count', wasA, wasB, all)
  plan.totals = {{key = total, value = digits(sum(wasA or 0, a, total))},
    {key = totalCount, value = digits(sum(wasB or 0, b, totalCount))}}
end

local function planMinuteBoards(plan, minutes)
  local now = read('TIME')
  local nowMillis = tonumber(now[1]) * 1000
  plan.expiries = {}
  for _, minute in ipairs(minutes.list) do
    if minute + retention > nowMillis then
      local board = minutes.boards[minute]
      for _, view in ipairs({{':leaderboard:amount:', board.amounts}, {':leaderboard:count:', board.counts}}) do
        local key = prefix .. view[1] .. digits(minute)
        plan.scores[#plan.scores + 1] =
          planScores(key, board.products, readMany('ZMSCORE', key, board.products), view[2])
        plan.expiries[#plan.expiries + 1] = {key, digits(minute + retention)}
      end
    end
  end
end

local function makePlan()
  local plan = {timelines = {}, hashes = {}, scores = {}, totals = {}, expiries = {}}
  plan.accounts = checkOwner()
  local groups = cmsgpack.unpack(ARGV[17])
  plan.quarantine = cmsgpack.unpack(ARGV[18])
  entries = #plan.quarantine
  for _, group in ipairs(groups) do
    entries = entries + (#group - 1) / 3
  end
  if #plan.quarantine > 0 then
    local kind = read('TYPE', prefix .. ':quarantine').ok
    if kind ~= 'stream' and kind ~= 'none' then
      broken(prefix .. ':quarantine is a ' .. kind)
    end
  end
  if #groups > 0 then
    local minutes = {list = {}, boards = {}}
    planProducts(groups, plan, minutes)
    planTotals(plan, minutes)
    for _, change in ipairs(plan.timelines) do
      (change.late and planLate or planTail)(change, change.group)
    end
    planMinuteBoards(plan, minutes)
  end
  return plan
end

-- ---------------------------------------------------------------- writing

local function writePairs(command, key, first, second)
  for from = 1, #first, CHUNK do
    local arguments = {}
    for i = from, math.min(from + CHUNK - 1, #first) do
      arguments[#arguments + 1] = first[i]
      arguments[#arguments + 1] = second[i]
    end
    redis.call(command, key, unpack(arguments))
  end
end

local function writeTimeline(key, texts, change)
  local pop, first = change.pop, 1
  if pop == 1 then
    redis.call('LSET', key, -1, texts[1])
    first = 2
  elseif pop > 1 and pop == change.length then
    redis.call('DEL', key)
  elseif pop > 1 then
    redis.call('LTRIM', key, 0, -pop - 1)
  end
  local length = 0
  for from = first, #texts, CHUNK do
    length = redis.call('RPUSH', key, unpack(texts, from, math.min(from + CHUNK - 1, #texts)))
  end
  if length > kept then
    redis.call('LTRIM', key, -kept, -1)
  end
end

local function write(plan)
  redis.call('HSET', account, 'dirty', '1')
  for _, total in ipairs(plan.totals) do
    redis.call('SET', total.key, total.value)
  end
  for _, hash in ipairs(plan.hashes) do
    writePairs('HSET', hash.key, hash.members, hash.values)
  end
  for _, set in ipairs(plan.scores) do
    writePairs('ZADD', set.key, set.scores, set.members)
  end
  for _, expiry in ipairs(plan.expiries) do
    redis.call('PEXPIREAT', expiry[1], expiry[2])
  end
  for _, change in ipairs(plan.timelines) do
    writeTimeline(change.a, change.pushA, change)
    writeTimeline(change.b, change.pushB, change)
  end
  for _, refused in ipairs(plan.quarantine) do
    redis.call('XADD', prefix .. ':quarantine', '*', 'partition', partition, 'offset', digits(refused[1]),
      'schemaId', digits(refused[2]), 'reason', refused[3], 'detail', refused[4])
  end
  local accounts = plan.accounts
  redis.call('HSET', account, 'sequence', ARGV[4], 'low', ARGV[5], 'ranges', ARGV[6],
    'applied', digits(accounts[1]), 'quarantined', digits(accounts[2]), 'gaps', digits(accounts[3]),
    'duplicates', digits(accounts[4]), 'late', digits(accounts[5]), 'misrouted', digits(accounts[6]),
    'newestEventMillis', digits(accounts.newest), 'dirty', '0')
end

local ok, plan = pcall(makePlan)
if not ok then
  if type(plan) == 'table' and plan.refusal then
    return plan.refusal
  end
  return {'BROKEN', 'the views could not be read: ' .. tostring(plan)}
end
write(plan)
return {'OK'}
