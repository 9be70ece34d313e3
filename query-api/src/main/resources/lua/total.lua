-- KEYS[2] total amount, KEYS[3] total units. Section: amount, units.
if answer[4] == 'same' then
  return answer
end
local totals = redis.call('MGET', KEYS[2], KEYS[3])
answer[5] = {totals[1] or '0', totals[2] or '0'}
return answer
