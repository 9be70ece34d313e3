-- How some offsets of a partition stand in its quarantine, as of its owner's last commit.
-- ARGV  1 prefix  2 partition  3 epoch  4 sequence  5 low  6 ranges  7 offset  8 offset ...
-- Answer {'KNOWN', then for each offset '1' or '0', the offset that counts in its place or ''}
--        {'STALE', found}  {'BROKEN', reason}
--
-- The commit that is decided by the answer is compared with the same. Without
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
  local found = read('HMGET', account, 'dirty', 'epoch', 'sequence', 'low', 'ranges')
  if found[1] and found[1] ~= '0' then
    error({reason = account .. ' is dirty: a commit was cut off half-way'}, 0)
  end
  for i = 3, 6 do
    if found[i - 1] ~= ARGV[i] then
      return {'STALE', account .. ' has epoch ' .. (found[2] or 'none') .. ', sequence ' .. (found[3] or 'none')
        .. ', offsets ' .. (found[4] or 'none') .. ' ' .. (found[5] or '')}
    end
  end
  local known = {'KNOWN'}
  -- A hash that lost its fields would let what was requeued be requeued again.
  local requeued, length = read('HGET', account, 'requeued'), read('HLEN', resolved)
  if tonumber(requeued or '0') ~= length then
    error({reason = resolved .. ' has ' .. length .. ' offsets, not ' .. (requeued or '0')}, 0)
  end
  for i = 7, #ARGV do
    local offset = tonumber(ARGV[i])
    local bit = offset % OFFSETS_A_KEY
    local key = prefix .. ':quarantine:offsets:' .. partition .. ':' .. string.format('%.0f', offset - bit)
    known[2 * i - 12] = tostring(read('GETBIT', key, bit))
    known[2 * i - 11] = read('HGET', resolved, ARGV[i]) or ''
  end
  return known
end

local ok, result = pcall(answer)
if not ok then
  return {'BROKEN', type(result) == 'table' and result.reason or tostring(result)}
end
return result
