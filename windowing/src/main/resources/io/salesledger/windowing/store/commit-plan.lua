-- Part of commit.lua: all that is read and checked, then all that is written.

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
  plan.quarantine = planQuarantine(plan.accounts, cmsgpack.unpack(ARGV[18]), cmsgpack.unpack(ARGV[19]))
  entries = #plan.quarantine.refused
  for _, group in ipairs(groups) do
    entries = entries + (#group - 1) / 3
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
  writeQuarantine(plan.quarantine)
  local accounts = plan.accounts
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
