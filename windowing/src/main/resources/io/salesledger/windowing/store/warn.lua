-- What a person should mend while the ledger counts on; whoever owns it says so, or that it is over.
--
-- ARGV  1 prefix  2 launch  3 the warning, empty: there is none
-- Answer {'OK'} {'OTHER'}: no ledger, or another launch's
local ledger = ARGV[1] .. ':ledger'
if redis.call('TYPE', ledger).ok ~= 'hash' or redis.call('HGET', ledger, 'launch') ~= ARGV[2] then
  return {'OTHER'}
end
if ARGV[3] == '' then
  redis.call('HDEL', ledger, 'warning')
else
  redis.call('HSET', ledger, 'warning', ARGV[3])
end
return {'OK'}
