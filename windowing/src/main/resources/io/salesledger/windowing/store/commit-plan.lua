-- Part of commit.lua: all that is read and checked, then all that is written.

-- What is added to scores that may be there already: of a product's minutes, from `first` on, those
-- that are not later than its timeline's end.
local function noteKnown(known, product, lastMinute, sums, first, last)
  for i = first, last, 3 do
    local minute = sums[i]
    if minute > lastMinute then
      return
    end
    local added = known[minute]
    if not added then
      added = {products = {}, amounts = {}, counts = {}}
      known[minute] = added
    end
    local n = #added.products + 1
    added.products[n], added.amounts[n], added.counts[n] = product, sums[i + 1], sums[i + 2]
  end
end

-- What ZADD takes: `packed`, but for the scores that are there already. `products` are those that may
-- have one, in the order of `packed`.
local function planScores(key, packed, products, add)
  local scored, k = cmsgpack.unpack(packed), 1
  if not products then
    read('ZCARD', key) -- fails if it is no sorted set
    return {key = key, scored = scored}
  end
  local old = readMany('ZMSCORE', key, products)
  for i = 2, #scored, 2 do
    if scored[i] == products[k] then
      if old[k] then
        scored[i - 1] = digits(sum(score(old[k], key, products[k]), add[k], key))
      end
      k = k + 1
    end
  end
  if k <= #products then
    broken('the commit has no score of ' .. products[k] .. ' for ' .. key)
  end
  return {key = key, scored = scored}
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

local function groupOf(product, sums, first, last)
  local group, a, b = {product}, 0, 0
  for i = first, last, 3 do
    local n = #group
    group[n + 1], group[n + 2], group[n + 3] = sums[i], sums[i + 1], sums[i + 2]
    a, b = sum(a, sums[i + 1], product), sum(b, sums[i + 2], product)
  end
  return group, a, b
end

local function planProducts(products, sums, plan, known)
  local realtime, realtimeCount = prefix .. ':realtime', prefix .. ':realtime:count'
  local boardA, boardB = prefix .. ':leaderboard:amount', prefix .. ':leaderboard:count'
  local textA, wasA = readTotals(products, realtime, boardA)
  local textB, wasB = readTotals(products, realtimeCount, boardB)
  local timelineA, timelineB = prefix .. ':timeline:amount:', prefix .. ':timeline:count:'
  local fieldsA, fieldsB, scoredA, scoredB = {}, {}, {}, {}
  local tails, next = plan.tails, 1
  for g = 1, #products do
    local product, count, a, b = products[g], sums[next], wasA[g], wasB[g]
    local first, last = next + 1, next + 3 * count
    next = last + 1
    if (not a) ~= (not b) then
      broken('the totals of product ' .. product .. ' differ: ' .. (a and realtimeCount or realtime) .. ' lacks it')
    end
    local keyA, keyB, minute = timelineA .. product, timelineB .. product, sums[first]
    local lastMinute = lookAtEnds(keyA, keyB, a, b, textA[g], textB[g])
    looked = looked + count
    if lastMinute and minute <= lastMinute then
      noteKnown(known, product, lastMinute, sums, first, last)
    end
    local afterA, afterB
    if (not lastMinute or minute >= lastMinute) and count <= CHUNK then
      afterA, afterB = addTail(tails, keyA, keyB, minute == lastMinute, a or 0, b or 0, sums, first, last)
    else
      local group, addA, addB = groupOf(product, sums, first, last)
      local change = planChange(keyA, keyB, a, b, lastMinute, group)
      plan.timelines[#plan.timelines + 1] = change
      if change.late then
        spend(change.pop)
      end
      afterA, afterB = sum(a or 0, addA, realtime), sum(b or 0, addB, realtimeCount)
    end
    local newA, newB = digits(afterA), digits(afterB)
    local field, value = 2 * g - 1, 2 * g
    fieldsA[field], fieldsA[value], scoredA[field], scoredA[value] = product, newA, newA, product
    fieldsB[field], fieldsB[value], scoredB[field], scoredB[value] = product, newB, newB, product
  end
  plan.hashes = {{key = realtime, fields = fieldsA}, {key = realtimeCount, fields = fieldsB}}
  plan.boards = {{key = boardA, scored = scoredA}, {key = boardB, scored = scoredB}}
end

local function planTotals(plan, boards)
  local all, a, b = {''}, 0, 0
  for i = 1, #boards, 5 do
    local n = #all
    all[n + 1], all[n + 2], all[n + 3] = boards[i], boards[i + 1], boards[i + 2]
    a, b = sum(a, boards[i + 1], 'total'), sum(b, boards[i + 2], 'total:count')
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

local function planMinuteBoard(plan, key, minute, isNew, packed, products, add)
  -- Left from views that were removed, all but this: it would be added to. Of older minutes nothing here tells.
  if isNew and read('EXISTS', key) == 1 then
    broken(key .. ' is there, but no payment of that minute')
  end
  plan.boards[#plan.boards + 1] = planScores(key, packed, products, add)
  plan.expiries[#plan.expiries + 1] = {key, digits(minute + retention)}
end

-- `lastMinute` is the newest one of all products: nil where there is none yet.
local function planMinuteBoards(plan, boards, known, lastMinute)
  local now = read('TIME')
  local nowMillis = tonumber(now[1]) * 1000
  local boardA, boardB = prefix .. ':leaderboard:amount:', prefix .. ':leaderboard:count:'
  for i = 1, #boards, 5 do
    local minute = boards[i]
    if minute + retention > nowMillis then
      local isNew, text, added = minute > (lastMinute or -1), digits(minute), known[minute] or {}
      planMinuteBoard(plan, boardA .. text, minute, isNew, boards[i + 3], added.products, added.amounts)
      planMinuteBoard(plan, boardB .. text, minute, isNew, boards[i + 4], added.products, added.counts)
    end
  end
end

local function makePlan()
  local tails = {n = 0, texts = 0, keyA = {}, keyB = {}, replaces = {}, first = {}, textsA = {}, textsB = {}}
  local plan = {timelines = {}, tails = tails, hashes = {}, boards = {}, totals = {}, expiries = {}}
  plan.accounts = checkOwner()
  local products, sums, boards = unpack(cmsgpack.unpack(ARGV[17]))
  plan.quarantine = planQuarantine(plan.accounts, cmsgpack.unpack(ARGV[18]), cmsgpack.unpack(ARGV[19]))
  entries = #plan.quarantine.refused + (#sums - #products) / 3
  if #products > 0 then
    local known = {}
    planProducts(products, sums, plan, known)
    local lastMinute = planTotals(plan, boards)
    for _, change in ipairs(plan.timelines) do
      (change.late and planLate or planTail)(change, change.group)
    end
    planMinuteBoards(plan, boards, known, lastMinute)
  end
  return plan
end

-- ---------------------------------------------------------------- writing

local function writePairs(command, key, all)
  for from = 1, #all, 2 * CHUNK do
    redis.call(command, key, unpack(all, from, math.min(from + 2 * CHUNK - 1, #all)))
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

local function writeTail(key, replaces, texts, first, last)
  if replaces then
    redis.call('LSET', key, '-1', texts[first])
    first = first + 1
  end
  if first <= last then
    trim(key, redis.call('RPUSH', key, unpack(texts, first, last)))
  end
end

local function writeTails(tails)
  for i = 1, tails.n do
    local replaces, first, last = tails.replaces[i], tails.first[i], (tails.first[i + 1] or tails.texts + 1) - 1
    writeTail(tails.keyA[i], replaces, tails.textsA, first, last)
    writeTail(tails.keyB[i], replaces, tails.textsB, first, last)
  end
end

local function write(plan)
  redis.call('HSET', account, 'dirty', '1')
  for _, total in ipairs(plan.totals) do
    redis.call('SET', total.key, total.value)
  end
  for _, hash in ipairs(plan.hashes) do
    writePairs('HSET', hash.key, hash.fields)
  end
  for _, board in ipairs(plan.boards) do
    writePairs('ZADD', board.key, board.scored)
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
