-- The views are folded anew from the beginning of a log that was folded before: answers as of the
-- offsets that are to come may have been given already, with figures that were wrong.
--
-- ARGV  1 prefix  2 launch
-- Answer {'OK'} {'OTHER'}: no ledger, or another launch's
local ledger = ARGV[1] .. ':ledger'
if redis.call('TYPE', ledger).ok ~= 'hash' or redis.call('HGET', ledger, 'launch') ~= ARGV[2] then
  return {'OTHER'}
end
redis.call('HSET', ledger, 'switchedAtMillis', string.format('%.0f', redis.call('TIME')[1] * 1000))
return {'OK'}
