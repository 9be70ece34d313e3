-- Part of commit.lua: all that is read and checked, then all that is written.

-- `isNew`: its product has no payment of this minute or a later one yet, and so no score.
local function addToMinute(minutes, boards, minute, product, amount, units, isNew)
  local board = boards[minute]
  if not board then
    board = {amount = 0, units = 0, n = 0, products = {}, amounts = {}, counts = {}, known = {}, at = {}}
    boards[minute] = board
    table.insert(minutes.list, minute)
  end
  local allAmount, allUnits, n = board.amount + amount, board.units + units, board.n + 1
  if allAmount > MAX or allAmount < -MAX or allUnits > MAX or allUnits < -MAX then
    broken('a minute would go beyond 2^53 - 1')
  end
  board.amount, board.units = allAmount, allUnits
  board.n, board.products[n], board.amounts[n], board.counts[n] = n, product, amount, units
  if not isNew then
    local k = #board.known + 1
    board.known[k], board.at[k] = product, n
  end
end

-- The new scores of a minute's board: {key, members, scores}. Members that are new need no look.
local function planScores(key, board, add)
  local members, known, at, scores = board.products, board.known, board.at, {}
  for i = 1, #members do
    scores[i] = digits(sum(0, add[i], key))
  end
  if #known == 0 then
    read('ZCARD', key) -- fails if it is no sorted set
    return {key = key, members = members, scores = scores}
  end
  local old = readMany('ZMSCORE', key, known)
  for k = 1, #known do
    local i, was = at[k], old[k]
    if was then
      scores[i] = digits(sum(score(was, key, known[k]), add[i], key))
    end
  end
  return {key = key, members = members, scores = scores}
end

-- The sums taken apart: each product, where its minutes start in `sums`, how many they are, and what
-- they add up to.
local function planGroups(sums)
  local products, starts, counts, addA, addB = {}, {}, {}, {}, {}
  local at, size, g = 1, #sums, 0
  while at <= size do
    local product, count, a, b = sums[at], sums[at + 1], 0, 0
    local first = at + 2
    at = first + 3 * count
    if count == 1 then
      a, b = sums[first + 1], sums[first + 2]
    else
      for i = first, at - 1, 3 do
        a, b = sum(a, sums[i + 1], product), sum(b, sums[i + 2], product)
      end
    end
    g = g + 1
    products[g], starts[g], counts[g], addA[g], addB[g] = product, first, count, a, b
    entries = entries + count
  end
  return products, starts, counts, addA, addB
end

-- The totals of each product as they are: texts and numbers, false where there are none. Texts that
-- are equal need no number of their own, and no look at their characters.
local function readTotals(products, hash, board)
  local texts, scores, numbers = readMany('HMGET', hash, products), readMany('ZMSCORE', board, products), {}
  for g = 1, #products do
    local text, found = texts[g], scores[g]
    local number = text and (text == found and score or integer)(text, hash, products[g])
    if text ~= found and number ~= (found and score(found, board, products[g])) then
      broken('the totals of product ' .. products[g] .. ' differ: ' .. hash .. ' ' .. tostring(text) .. ', '
        .. board .. ' ' .. tostring(found))
    end
    numbers[g] = number
  end
  return texts, numbers
end

local function groupOf(product, sums, first, count)
  local group = {product}
  for i = first, first + 3 * count - 1 do
    group[#group + 1] = sums[i]
  end
  return group
end

local function planProducts(sums, plan, minutes)
  local products, starts, counts, addA, addB = planGroups(sums)
  local boards = minutes.boards
  local realtime, realtimeCount = prefix .. ':realtime', prefix .. ':realtime:count'
  local boardA, boardB = prefix .. ':leaderboard:amount', prefix .. ':leaderboard:count'
  local textA, wasA = readTotals(products, realtime, boardA)
  local textB, wasB = readTotals(products, realtimeCount, boardB)
  local timelineA, timelineB = prefix .. ':timeline:amount:', prefix .. ':timeline:count:'
  local newA, newB = {}, {}
  for g = 1, #products do
    local product, first, count, a, b = products[g], starts[g], counts[g], wasA[g], wasB[g]
    if (not a) ~= (not b) then
      broken('the totals of product ' .. product .. ' differ: ' .. (a and realtimeCount or realtime) .. ' lacks it')
    end
    local keyA, keyB, minute = timelineA .. product, timelineB .. product, sums[first]
    local lastMinute = lookAtEnds(keyA, keyB, a, b, textA[g], textB[g])
    local afterA, afterB = sum(a or 0, addA[g], realtime), sum(b or 0, addB[g], realtimeCount)
    newA[g], newB[g] = digits(afterA), digits(afterB)
    looked = looked + count
    for i = first, first + 3 * count - 1, 3 do
      local at = sums[i]
      addToMinute(minutes, boards, at, product, sums[i + 1], sums[i + 2], not lastMinute or at > lastMinute)
    end
    local isTail = not lastMinute or minute >= lastMinute
    if isTail and count == 1 then
      addTail(plan.tails, keyA, keyB, minute == lastMinute, minute, newA[g], newB[g])
    elseif isTail and count <= CHUNK then
      addTails(plan.tails, keyA, keyB, minute == lastMinute, a or 0, b or 0, sums, first, count)
    else
      local change = planChange(keyA, keyB, a, b, lastMinute, groupOf(product, sums, first, count))
      plan.timelines[#plan.timelines + 1] = change
      if change.late then
        spend(change.pop)
      end
    end
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
  local textA, textB = wasA, wasB
  wasA, wasB = wasA and integer(wasA, total), wasB and integer(wasB, totalCount)
  local keyA, keyB = prefix .. ':timeline', prefix .. ':timeline:count'
  local lastMinute = lookAtEnds(keyA, keyB, wasA, wasB, textA, textB)
  plan.timelines[#plan.timelines + 1] = planChange(keyA, keyB, wasA, wasB, lastMinute, all)
  plan.totals = {{key = total, value = digits(sum(wasA or 0, a, total))},
    {key = totalCount, value = digits(sum(wasB or 0, b, totalCount))}}
  return lastMinute
end

-- `lastMinute` is the newest one of all products: nil where there is none yet.
local function planMinuteBoards(plan, minutes, lastMinute)
  local now = read('TIME')
  local nowMillis = tonumber(now[1]) * 1000
  plan.expiries = {}
  for _, minute in ipairs(minutes.list) do
    if minute + retention > nowMillis then
      local board = minutes.boards[minute]
      for _, view in ipairs({{':leaderboard:amount:', board.amounts}, {':leaderboard:count:', board.counts}}) do
        local key = prefix .. view[1] .. digits(minute)
        -- Left from views that were removed, all but this: it would be added to. Of older minutes nothing here tells.
        if minute > (lastMinute or -1) and read('EXISTS', key) == 1 then
          broken(key .. ' is there, but no payment of that minute')
        end
        plan.scores[#plan.scores + 1] = planScores(key, board, view[2])
        plan.expiries[#plan.expiries + 1] = {key, digits(minute + retention)}
      end
    end
  end
end

local function makePlan()
  local plan = {timelines = {}, tails = {n = 0, keyA = {}, keyB = {}, textA = {}, textB = {}, replaces = {}}, hashes = {}, scores = {}, totals = {}, expiries = {}}
  plan.accounts = checkOwner()
  local sums = cmsgpack.unpack(ARGV[17])
  plan.quarantine = planQuarantine(plan.accounts, cmsgpack.unpack(ARGV[18]), cmsgpack.unpack(ARGV[19]))
  entries = #plan.quarantine.refused
  if #sums > 0 then
    local minutes = {list = {}, boards = {}}
    planProducts(sums, plan, minutes)
    local lastMinute = planTotals(plan, minutes)
    for _, change in ipairs(plan.timelines) do
      (change.late and planLate or planTail)(change, change.group)
    end
    planMinuteBoards(plan, minutes, lastMinute)
  end
  return plan
end

-- ---------------------------------------------------------------- writing

local function writePairs(command, key, first, second)
  local size, arguments = #first, {}
  for from = 1, size, CHUNK do
    local n = 0
    for i = from, math.min(from + CHUNK - 1, size) do
      arguments[n + 1], arguments[n + 2] = first[i], second[i]
      n = n + 2
    end
    redis.call(command, key, unpack(arguments, 1, n))
  end
end

local function trim(key, length)
  if length > kept then
    redis.call('LTRIM', key, -kept, -1)
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
  trim(key, length)
end

local function pushTexts(key, texts, replaces)
  local first = 1
  if replaces then
    redis.call('LSET', key, '-1', texts[1])
    first = 2
  end
  if texts[first] then
    trim(key, redis.call('RPUSH', key, unpack(texts, first)))
  end
end

local function writeTails(tails)
  local call, keyA, keyB, textA, textB = redis.call, tails.keyA, tails.keyB, tails.textA, tails.textB
  for i = 1, tails.n do
    if type(textA[i]) == 'table' then
      pushTexts(keyA[i], textA[i], tails.replaces[i])
      pushTexts(keyB[i], textB[i], tails.replaces[i])
    elseif tails.replaces[i] then
      call('LSET', keyA[i], '-1', textA[i])
      call('LSET', keyB[i], '-1', textB[i])
    else
      trim(keyA[i], call('RPUSH', keyA[i], textA[i]))
      trim(keyB[i], call('RPUSH', keyB[i], textB[i]))
    end
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
  writeTails(plan.tails)
  for _, change in ipairs(plan.timelines) do
    writeTimeline(change.a, change.pushA, change)
    writeTimeline(change.b, change.pushB, change)
  end
  writeQuarantine(plan.quarantine)
  local accounts = plan.accounts
  if ARGV[5] ~= ARGV[21] then -- a mark that stays keeps its epoch
    -- An older version moves the mark and knows no epoch: hence the mark that it belongs to.
    redis.call('HSET', account, 'logEpoch', ARGV[23] ~= '' and ARGV[5] .. ':' .. ARGV[23] or '')
  end
  redis.call('HSET', account, 'sequence', ARGV[4], 'low', ARGV[5], 'ranges', ARGV[6],
    'applied', digits(accounts[1]), 'quarantined', digits(accounts[2]), 'gaps', digits(accounts[3]), 'requeued', digits(accounts.requeued),
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
