-- How some offsets of a partition stand in its quarantine, as of its owner's last commit.
-- ARGV  1 prefix  2 partition  3 epoch  4 sequence  5 offset  6 offset ...
-- Answer {'KNOWN', then for each offset '1' or '0', the offset that counts in its place or ''}
--        {'STALE', found}  {'BROKEN', reason}
--
-- The commit that is decided by the answer is compared with the same epoch and sequence. Without
-- this, views that went back and came back in between would let it be decided by older ones.
local OFFSETS_A_KEY = 65536
local prefix, partition = ARGV[1], ARGV[2]
local account = prefix .. ':ledger:' .. partition
local resolved = prefix .. ':quarantine:resolved:' .. partition

local function read(...)
  local reply = redis.pcall(...)
  if type(reply) == 'table' and reply.err then
    error({reason = (select(2, ...)) .. ': ' .. reply.err}, 0)
  end
  return reply
end

local function answer()
  local found = read('HMGET', account, 'epoch', 'sequence', 'dirty')
  if found[3] and found[3] ~= '0' then
    error({reason = account .. ' is dirty: a commit was cut off half-way'}, 0)
  elseif found[1] ~= ARGV[3] or found[2] ~= ARGV[4] then
    return {'STALE', account .. ' has epoch ' .. (found[1] or 'none') .. ', sequence ' .. (found[2] or 'none')}
  end
  local known = {'KNOWN'}
  -- A hash that lost its fields would let what was requeued be requeued again.
  local requeued, length = read('HGET', account, 'requeued'), read('HLEN', resolved)
  if tonumber(requeued or '0') ~= length then
    error({reason = resolved .. ' has ' .. length .. ' offsets, not ' .. (requeued or '0')}, 0)
  end
  for i = 5, #ARGV do
    local offset = tonumber(ARGV[i])
    local bit = offset % OFFSETS_A_KEY
    local key = prefix .. ':quarantine:offsets:' .. partition .. ':' .. string.format('%.0f', offset - bit)
    known[2 * i - 8] = tostring(read('GETBIT', key, bit))
    known[2 * i - 7] = read('HGET', resolved, ARGV[i]) or ''
  end
  return known
end

local ok, result = pcall(answer)
if not ok then
  return {'BROKEN', type(result) == 'table' and result.reason or tostring(result)}
end
return result
