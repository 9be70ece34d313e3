-- Part of commit.lua: how timelines change.

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

-- Most timelines of a commit end with the same minute: the one that was seen last is tried first, as
-- building a text that is equal costs less than taking one apart.
local seenMinute, seenText

-- The minute at which a pair of timelines ends, nil where there is none yet. `was` holds the
-- cumulative figures, false where there are none; the last entries must equal them. `text` is how they
-- are stored: equal texts are equal figures.
local function lookAtEnds(keyA, keyB, wasA, wasB, textA, textB)
  local lastA, lastB = tryRedis('LINDEX', keyA, '-1'), tryRedis('LINDEX', keyB, '-1')
  if seenText and textA and textB and lastA == seenText .. textA and lastB == seenText .. textB then
    return seenMinute
  end
  lastA, lastB = checked(lastA, keyA), checked(lastB, keyB)
  if not wasA then
    if lastA or lastB then
      broken((lastA and keyA or keyB) .. ' has entries, but there is no total of it')
    end
    return nil
  end
  if not lastA or not lastB then
    broken((lastA and keyB or keyA) .. ' is missing')
  end
  local minuteA, cumulativeA = match(lastA, ENTRY)
  local minuteB, cumulativeB = match(lastB, ENTRY)
  if minuteA and minuteA == minuteB and cumulativeA == textA and cumulativeB == textB then
    seenMinute, seenText = tonumber(minuteA), minuteA .. ','
    return seenMinute
  end
  minuteA, cumulativeA = parse(lastA, keyA)
  minuteB, cumulativeB = parse(lastB, keyB)
  if cumulativeA ~= wasA or cumulativeB ~= wasB or minuteA ~= minuteB then
    broken(keyA .. ' and ' .. keyB .. ' end with ' .. lastA .. ' and ' .. lastB .. ', the totals are '
      .. digits(wasA) .. ' and ' .. digits(wasB))
  end
  return minuteA
end

-- How an entry of a minute is written, by minute: most entries of a commit are of a few.
local entryFormats = {}

local function entryFormat(minute)
  local is = entryFormats[minute]
  if not is then
    is = digits(minute) .. ',' .. DIGITS
    entryFormats[minute] = is
  end
  return is
end

-- Most pairs of timelines go on at their ends: these are kept in columns, because tables of their own
-- would cost more than what is in them. Adds the minutes of `sums` from `first` to `last` to the
-- cumulative figures `a` and `b`; returns what these come to.
local function addTail(tails, keyA, keyB, replaces, a, b, sums, first, last)
  local n, m, textsA, textsB = tails.n + 1, tails.texts, tails.textsA, tails.textsB
  tails.n, tails.keyA[n], tails.keyB[n], tails.replaces[n], tails.first[n] = n, keyA, keyB, replaces, m + 1
  for i = first, last, 3 do
    a, b, m = a + sums[i + 1], b + sums[i + 2], m + 1
    if a > MAX or a < -MAX or b > MAX or b < -MAX then
      sum(a, 0, keyA)
      sum(b, 0, keyB)
    end
    local entry = entryFormats[sums[i]] or entryFormat(sums[i])
    textsA[m], textsB[m] = format(entry, a), format(entry, b)
  end
  tails.texts = m
  return a, b
end

-- How a pair of timelines that ends at `lastMinute` changes by a group.
local function planChange(keyA, keyB, wasA, wasB, lastMinute, group)
  local change = {a = keyA, b = keyB, wasA = wasA or 0, wasB = wasB or 0, group = group, pop = 0}
  if not lastMinute or group[2] >= lastMinute then
    change.pop = group[2] == lastMinute and 1 or 0
    return change
  end
  change.late, change.length = true, read('LLEN', keyA)
  if read('LLEN', keyB) ~= change.length then
    broken(keyA .. ' and ' .. keyB .. ' differ in length')
  end
  change.pop = countFrom(keyA, group[2], change.length)
  return change
end
