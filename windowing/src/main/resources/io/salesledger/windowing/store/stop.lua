-- Why the ledger stopped is written down at the ledger, if there is one: after a wipe there is none,
-- and a hash of nothing but a reason would be one that nobody can claim. Nor is it written down at
-- views that were made anew since.
-- ARGV  1 prefix  2 reason  3 id of the ledger that stopped, empty: there was none; * any
-- Answer {'OK'} {'NO_LEDGER'} {'OTHER'}
local ledger = ARGV[1] .. ':ledger'
local id = redis.call('TYPE', ledger).ok == 'hash' and redis.call('HGET', ledger, 'id') or ''
if ARGV[3] ~= '*' and ARGV[3] ~= id then
  return {'OTHER'}
end
if id == '' then
  return {'NO_LEDGER'}
end
redis.call('HSET', ledger, 'broken', ARGV[2])
return {'OK'}
