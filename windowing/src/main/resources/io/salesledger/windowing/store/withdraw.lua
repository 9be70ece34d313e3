-- What kept a task from starting is over. A reason that somebody else has written since stays.
-- ARGV  1 prefix  2 the reason that was written
-- Answer {'OK'} {'OTHER'}
local ledger = ARGV[1] .. ':ledger'
if redis.call('TYPE', ledger).ok ~= 'hash' or redis.call('HGET', ledger, 'broken') ~= ARGV[2] then
  return {'OTHER'}
end
redis.call('HDEL', ledger, 'broken', 'brokenBy')
return {'OK'}
