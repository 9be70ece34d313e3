-- Part of commit.lua: what could not be applied, and what was counted in its place.
--
--   <prefix>:quarantine                          stream, the newest entries
--   <prefix>:quarantine:unlisted                 how many it no longer has
--   <prefix>:quarantine:offsets:<p>:<first>      bit (offset - first) of each, listed or not
--   <prefix>:quarantine:resolved:<p>             hash: offset -> the one that counts in its place

local OFFSETS_A_KEY = 65536
local MORE_TRIMMED = 1000 -- a stream that is far too long, its bound was lowered, is cut bit by bit

local stream, unlisted = prefix .. ':quarantine', prefix .. ':quarantine:unlisted'
local resolved = prefix .. ':quarantine:resolved:' .. partition

local function bitOf(offset)
  local bit = offset % OFFSETS_A_KEY
  return prefix .. ':quarantine:offsets:' .. partition .. ':' .. digits(offset - bit), bit
end

local function planTrim(plan)
  local before = read('XLEN', stream)
  plan.length = math.max(tonumber(ARGV[20]), before - MORE_TRIMMED)
  plan.trimmed = math.max(0, before + #plan.refused - plan.length)
  plan.unlisted = digits(sum(integer(read('GET', unlisted) or '0', unlisted), plan.trimmed, unlisted))
end

local function planResolutions(accounts, plan, resolutions)
  plan.pairs = {}
  for i, resolution in ipairs(resolutions) do
    local offset, by = digits(resolution[1]), digits(resolution[2])
    if read('HEXISTS', resolved, offset) == 1 then
      broken(resolved .. ' has offset ' .. offset .. ' already')
    end
    plan.pairs[2 * i - 1], plan.pairs[2 * i] = offset, by
  end
  accounts.requeued = sum(accounts.requeued, #resolutions, account)
end

local function planQuarantine(accounts, refused, resolutions)
  local plan = {refused = refused, trimmed = 0}
  if #refused > 0 then
    local kind = read('TYPE', stream).ok
    if kind ~= 'stream' and kind ~= 'none' then
      broken(stream .. ' is a ' .. kind)
    end
  end
  for _, entry in ipairs(refused) do
    local key, bit = bitOf(entry[1])
    if read('GETBIT', key, bit) == 1 then
      broken(key .. ' has offset ' .. digits(entry[1]) .. ' already')
    end
  end
  if #refused > 0 then
    planTrim(plan)
  end
  planResolutions(accounts, plan, resolutions)
  return plan
end

local function writeQuarantine(plan)
  for _, entry in ipairs(plan.refused) do
    redis.call('XADD', stream, '*', 'partition', partition, 'offset', digits(entry[1]),
      'schemaId', digits(entry[2]), 'reason', entry[3], 'detail', entry[4])
    local key, bit = bitOf(entry[1])
    redis.call('SETBIT', key, bit, 1)
  end
  if plan.trimmed > 0 then
    redis.call('XTRIM', stream, 'MAXLEN', '=', plan.length)
    redis.call('SET', unlisted, plan.unlisted)
  end
  for first = 1, #plan.pairs, CHUNK do
    redis.call('HSET', resolved, unpack(plan.pairs, first, math.min(first + CHUNK - 1, #plan.pairs)))
  end
end
