-- Part of stop.lua and outlive.lua: whether an owner of the ledger was heard of within so many ms.
local function ownerBeats(prefix, silentMillis)
  local now = redis.call('TIME')
  local since = tonumber(now[1]) * 1000 - tonumber(silentMillis)
  for partition in string.gmatch(redis.call('HGET', prefix .. ':ledger', 'partitions') or '', '%d+') do
    local heartbeat = prefix .. ':heartbeat:' .. partition
    if redis.call('TYPE', heartbeat).ok == 'hash'
      and (tonumber(redis.call('HGET', heartbeat, 'atMillis') or '0') or 0) >= since then
      return true
    end
  end
  return false
end
