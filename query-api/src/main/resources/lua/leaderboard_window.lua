-- The best of some minutes of event time.
-- KEYS[2] products' totals; ARGV[3] first minute, ARGV[4] last minute, ARGV[5] places wanted,
-- ARGV[6] stem of the minute boards, ARGV[7] stem of the products' timelines, ARGV[8] entries that a
-- timeline keeps, where the ledger does not say it, ARGV[9] what a product's timeline costs, ARGV[10] and a
-- product's place on one board, ARGV[11] most that all may cost; all in board entries. ARGV[12] how many
-- milliseconds minute boards live, where the ledger does not say it.
-- Section: productId, score, ... or {minutes}: how many would be possible, and in a second section why
-- not more: {'retention'} keeps no older boards, whose sums would be left out unsaid, or {'cost'} now.
--
-- Two ways to the same sums, the cheaper one is taken, since Redis does nothing else meanwhile: add up
-- the minutes' boards (few payments), or subtract two entries of each product's timeline (many).
local first, last, top = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local kept = tonumber(identity[5] or ARGV[8])
local boardMinutes =
  math.floor(tonumber(redis.call('HGET', KEYS[1], 'minuteBoardMillis') or ARGV[12]) / 60000)
if (last - first) / 60000 + 1 > boardMinutes then
  answer[5], answer[6] = {tostring(boardMinutes)}, {'retention'}
  return answer
end
local best = {}
local bar

local function before(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then
      return x < y
    end
  end
  return #a < #b
end

local function better(id, score, other)
  return score > other[2] or (score == other[2] and before(id, other[1]))
end

local function cut()
  table.sort(best, function(one, other) return better(one[1], one[2], other) end)
  for i = #best, top + 1, -1 do
    best[i] = nil
  end
  bar = best[top]
end

-- Sorted now and then, not at each offer: that took seconds for a thousand places.
local function offer(id, score)
  if bar and not better(id, score, bar) then
    return
  end
  best[#best + 1] = {id, score}
  if #best >= 2 * top + 64 then
    cut()
  end
end

local function board(minute)
  return ARGV[6] .. string.format('%.0f', minute)
end

local function sumBoards()
  local sums = {}
  for minute = first, last, 60000 do
    local rows = redis.call('ZRANGE', board(minute), 0, -1, 'WITHSCORES')
    for i = 1, #rows, 2 do
      sums[rows[i]] = (sums[rows[i]] or 0) + tonumber(rows[i + 1])
    end
  end
  for id, sum in pairs(sums) do
    offer(id, sum)
  end
end

local function entry(key, index)
  local minute, value = string.match(redis.call('LINDEX', key, index), '^(%-?%d+),(%-?%d+)$')
  return tonumber(minute), tonumber(value)
end

-- How many of the entries are older than the minute: a binary search between two bounds.
local function older(key, low, high, minute)
  while low < high do
    local middle = math.floor((low + high) / 2)
    if entry(key, middle) < minute then
      low = middle + 1
    else
      high = middle
    end
  end
  return low
end

local function sumOfBoards(id, to)
  local sum = 0
  for minute = first, to, 60000 do
    sum = sum + tonumber(redis.call('ZSCORE', board(minute), id) or 0)
  end
  return sum
end

local function offerProduct(id)
  local key = ARGV[7] .. id
  local length = redis.call('LLEN', key)
  if length == 0 then
    return
  end
  local newest, value = entry(key, -1)
  if newest < first then
    return
  end
  local to = length
  if newest > last then
    to = older(key, math.max(0, length - 1 - (newest - last) / 60000), length - 1, last + 1)
    if to == 0 then
      return
    end
    newest, value = entry(key, to - 1)
    if newest < first then
      return
    end
  end
  -- Since there is at most one entry a minute, the first one of the window is not before this.
  local from = math.max(0, to - 1 - (newest - first) / 60000)
  if entry(key, from) < first then
    from = older(key, from + 1, to - 1, first)
  end
  if from > 0 then
    local _, base = entry(key, from - 1)
    offer(id, value - base)
  elseif length < kept then
    offer(id, value)
  else
    -- A full list that begins inside the window: up to its first entry only the boards know.
    local oldest, base = entry(key, 0)
    offer(id, value - base + sumOfBoards(id, oldest))
  end
end

local products = redis.call('HLEN', KEYS[2])
local timelineCost, placeCost, most = tonumber(ARGV[9]), tonumber(ARGV[10]), tonumber(ARGV[11])

-- Measured: a product's first entry costs as three, since its sum begins with it.
local function costOfBoards(entries)
  return entries + 2 * math.min(entries, products)
end

-- Where a window is longer than timelines reach, boards are asked for each product besides.
local function costOfTimelines(minutes)
  return products * (timelineCost + placeCost * math.max(0, minutes - kept))
end

local minutes, entries, possible = 0, 0, 0
for minute = last, first, -60000 do
  minutes = minutes + 1
  entries = entries + redis.call('ZCARD', board(minute))
  if math.min(costOfBoards(entries), costOfTimelines(minutes)) <= most then
    possible = minutes
  end
end
if possible < minutes then
  answer[5], answer[6] = {tostring(possible)}, {'cost'}
  return answer
end
if costOfBoards(entries) <= costOfTimelines(minutes) then
  sumBoards()
else
  for _, id in ipairs(redis.call('HKEYS', KEYS[2])) do
    offerProduct(id)
  end
end
cut()
local rows = {}
for _, one in ipairs(best) do
  rows[#rows + 1] = one[1]
  rows[#rows + 1] = string.format('%.0f', one[2])
end
answer[5] = rows
return answer
