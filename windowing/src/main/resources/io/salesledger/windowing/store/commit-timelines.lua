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
