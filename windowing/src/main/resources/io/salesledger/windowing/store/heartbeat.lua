-- The owner of a partition says that it lives, and how far the log reaches. Where it does not know
-- that, as of a partition that no broker leads, what was said before stays.
-- ARGV  1 prefix  2 partition  3 epoch  4 atMillis  5 endOffset, or none
-- Answer {'OK'} {'FENCED', epoch} {'STALE', found}
local account = ARGV[1] .. ':ledger:' .. ARGV[2]
local heartbeat = ARGV[1] .. ':heartbeat:' .. ARGV[2]
-- Of another type is as good as lost: the claim that follows says so.
local epoch = redis.call('TYPE', account).ok == 'hash' and redis.call('HGET', account, 'epoch')
if not epoch then
  return {'STALE', 'there is no ' .. account}
end
if epoch ~= ARGV[3] then
  local theirs, ours = tonumber(string.match(epoch, '^(%d+)')), tonumber(string.match(ARGV[3], '^(%d+)'))
  if theirs and theirs < ours then
    return {'STALE', account .. ' has the older epoch ' .. epoch}
  end
  return {'FENCED', epoch}
end
if redis.call('TYPE', heartbeat).ok ~= 'hash' then
  redis.call('DEL', heartbeat)
end
redis.call('HSET', heartbeat, 'atMillis', ARGV[4])
if ARGV[5] then
  redis.call('HSET', heartbeat, 'endOffset', ARGV[5])
end
return {'OK'}
