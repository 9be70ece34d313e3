-- One commit: the sums, quarantine and accounts of one partition change together or not at all.
-- This file and its parts, named at its end, are one script.
--
-- Redis does not roll a script back, so everything is read and checked first (`plan`), and what
-- follows (`write`) cannot fail. `dirty` is set by the first write and cleared by the last.
--
-- ARGV  1 prefix          2 partition       3 epoch           4 sequence
--       5 low             6 ranges          (the applied offsets once this is done)
--       7 applied  8 quarantined  9 gaps  10 duplicates  11 late  12 misrouted   (what is added)
--      13 newestEventMillis  14 timeline minutes kept  15 minute board retention in ms
--      16 most entries of a commit, and what its moved list entries may cost in entries
--      17 msgpack {{product, ...}, {n, minute, amount, units, (n times, minutes ascending), n, ...}, {minutes}}
--         where minutes is what all these products come to, minute, amount, units, and what each adds to
--         the minute's two boards, as ZADD takes it: texts of msgpack {score, product, ...} in their order
--      18 msgpack {{offset, schemaId, reason, detail}, ...}
--      19 msgpack {{quarantined offset, the one that counts in its place}, ...}
--      20 most entries of the quarantine's stream
--      21 low  22 ranges  (the applied offsets that it was folded onto)
--      23 epoch of the leader that wrote the log up to low, empty: not known
--
-- Answer {'OK'} {'ALREADY'} {'TOO_LARGE', cost} {'FENCED', epoch} {'STALE', found} {'BROKEN', reason}
--
-- Numbers are doubles: every figure stays within 2^53 - 1 and is written in full digits, because
-- `..` would print 14 of them. Redis would print an argument that is a number in full too, but slower.

local MAX = 9007199254740991
local CHUNK = 2000 -- of pairs: unpack fails at about 8000 elements
local MOVED_WEIGHT = 0.3 -- what a pair of moved list entries costs, against an entry of a commit
local ENTRY = '^(%d+),(%-?%d+)$'
-- %d is twice as fast as %.0f, but a C long: 64 bits wherever Redis is usual.
local DIGITS = string.format('%d', MAX) == '9007199254740991' and '%d' or '%.0f'
local PAIR = DIGITS .. ',' .. DIGITS
local find, format, match = string.find, string.format, string.match
local tryRedis = redis.pcall

local prefix, partition, epoch, sequence = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local account = prefix .. ':ledger:' .. partition
local kept, retention, limit = tonumber(ARGV[14]), tonumber(ARGV[15]), tonumber(ARGV[16])

local function refuse(...)
  error({refusal = {...}}, 0)
end

local function broken(why)
  refuse('BROKEN', why)
end

local function checked(reply, key)
  if type(reply) == 'table' and reply.err then
    broken(tostring(key) .. ': ' .. reply.err)
  end
  return reply
end

local function read(...)
  return checked(tryRedis(...), (select(2, ...)))
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

-- Redis holds a sorted set's scores as numbers: their text needs no look at its characters.
local function score(text, key, member)
  local number = tonumber(text)
  if not number or number % 1 ~= 0 or number > MAX or number < -MAX then
    broken(key .. ' ' .. member .. ' is not an integer within 2^53 - 1: ' .. text)
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
    'applied', 'quarantined', 'gaps', 'duplicates', 'late', 'misrouted', 'newestEventMillis', 'requeued',
    'low', 'ranges')
  if not found[1] then
    refuse('STALE', 'there is no ' .. account)
  end
  for i = 2, 13 do
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
  local held = found[12] .. ' ' .. found[13]
  if stored == sequence and held == ARGV[5] .. ' ' .. ARGV[6] then
    refuse('ALREADY')
  elseif stored ~= sequence - 1 or held ~= ARGV[21] .. ' ' .. ARGV[22] then
    -- Also ahead of its owner, or with other offsets: a claim that was sent twice came to views that went back.
    refuse('STALE', account .. ' is at sequence ' .. found[2] .. ' with offsets ' .. held)
  end
  local accounts = {}
  for i = 4, 9 do
    accounts[i - 3] = sum(integer(found[i], account), tonumber(ARGV[i + 3]), account)
  end
  local covered = tonumber(ARGV[5])
  for from, next, portion in string.gmatch(ARGV[6], '(%d+)%-(%d+)([^,]*)') do
    covered = covered + (tonumber(match(portion, '^/x%x+/(%d+)$')) or tonumber(next) - tonumber(from))
  end
  if covered ~= accounts[1] + accounts[2] + accounts[3] then
    broken(account .. ' does not add up: ' .. digits(covered) .. ' offsets covered, '
      .. digits(accounts[1] + accounts[2] + accounts[3]) .. ' accounted for')
  end
  accounts.newest = math.max(integer(found[10], account), tonumber(ARGV[13]))
  accounts.requeued = integer(found[11], account, 'requeued')
  return accounts
end

-- ---------------------------------------------------------------- reading many

-- Calls `command key member...` in chunks; the replies in one table.
local function readMany(command, key, members)
  if #members <= CHUNK then
    return read(command, key, unpack(members))
  end
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

local function spend(pairsMoved)
  moved = moved + pairsMoved
  if moved * MOVED_WEIGHT > limit and entries > 1 then
    refuse('TOO_LARGE', digits(math.ceil(moved * MOVED_WEIGHT * math.max(1, entries / looked))))
  end
end

-- @part commit-timelines.lua
-- @part commit-quarantine.lua
-- @part commit-plan.lua
