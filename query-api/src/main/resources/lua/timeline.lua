-- KEYS[2] the timeline, KEYS[3] the products' totals; ARGV[3] entries wanted, ARGV[4] productId or '',
-- ARGV[5] entries that a timeline keeps, where the ledger does not say it.
-- Sections: {"unknown", or "known"; the timeline's whole length; what it keeps}, {entry, ...} oldest first.
local known = ARGV[4] == '' or redis.call('HEXISTS', KEYS[3], ARGV[4]) == 1
if not known then
  answer[4] = 'new'
  answer[5] = {'unknown', '0', '0'}
  answer[6] = {}
  return answer
end
if answer[4] == 'same' then
  return answer
end
answer[5] = {'known', tostring(redis.call('LLEN', KEYS[2])), identity[5] or ARGV[5]}
answer[6] = redis.call('LRANGE', KEYS[2], -tonumber(ARGV[3]), -1)
return answer
