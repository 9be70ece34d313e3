-- Every answer begins with this, so that figures and the offsets they hold are read in one step.
-- KEYS[1]  the ledger's identity        ARGV[1]  stem of the partitions' accounts
-- ARGV[2]  the tags the asker has, each between line feeds, or * for any that there may be
-- Returns {tag, currency, scale, "same" or "new", section, section, ...}; sections are flat lists.
-- Scripts with a tag end where the answer is the same, once they know that there is one at all.
local identity = redis.call('HMGET', KEYS[1], 'currency', 'scale', 'partitions',
  'switchedAtMillis', 'timelineMinutes')
local partitions = {}
for p in string.gmatch(identity[3] or '', '%d+') do
  partitions[#partitions + 1] = tonumber(p)
end
table.sort(partitions)

local tags = {}
for i, p in ipairs(partitions) do
  local accounts = redis.call('HMGET', ARGV[1] .. p, 'low', 'ranges')
  local one = p .. ':' .. (accounts[1] or '?')
  -- Of a portion (from-next/below/payments) the tag has what tells it from others: from.next/below.
  for from, next, below in string.gmatch(accounts[2] or '', '(%d+)%-(%d+)(/?x?%x*)') do
    one = one .. '+' .. from .. '.' .. next .. below
  end
  tags[i] = one
end
local tag = table.concat(tags, '-')
-- Equal offsets may be of a set that was damaged, and rebuilt or wiped: for a day nobody is told to keep what he has.
local isSwitched = redis.call('TIME')[1] * 1000 - (tonumber(identity[4]) or 0) < 86400000
local isKnown = tag ~= '' and string.find(ARGV[2], '\n' .. tag .. '\n', 1, true) and not isSwitched
local answer = {tag, identity[1] or '', identity[2] or '', 'new'}
if isKnown or (ARGV[2] == '*' and not isSwitched) then
  answer[4] = 'same'
end
