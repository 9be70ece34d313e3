-- The owner of a partition says that it lives, and how far the log reaches.
-- ARGV  1 prefix  2 partition  3 epoch  4 atMillis  5 endOffset
-- Answer {'OK'} {'FENCED', epoch} {'STALE', found}
local account = ARGV[1] .. ':ledger:' .. ARGV[2]
local epoch = redis.call('HGET', account, 'epoch')
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
redis.call('HSET', ARGV[1] .. ':heartbeat:' .. ARGV[2], 'atMillis', ARGV[4], 'endOffset', ARGV[5])
return {'OK'}
