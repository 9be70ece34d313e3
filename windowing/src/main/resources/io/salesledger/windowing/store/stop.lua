-- Why the ledger stopped is written down at the ledger, if there is one: after a wipe there is none,
-- and a hash of nothing but a reason would be one that nobody can claim.
-- ARGV  1 prefix  2 reason
-- Answer {'OK'} {'NO_LEDGER'}
local ledger = ARGV[1] .. ':ledger'
if redis.call('TYPE', ledger).ok ~= 'hash' or redis.call('HEXISTS', ledger, 'id') == 0 then
  return {'NO_LEDGER'}
end
redis.call('HSET', ledger, 'broken', ARGV[2])
return {'OK'}
