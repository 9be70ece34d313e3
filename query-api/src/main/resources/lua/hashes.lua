-- KEYS[2...] hashes. A section for each: field, value, field, value, ...
for i = 2, #KEYS do
  answer[i + 3] = redis.call('HGETALL', KEYS[i])
end
return answer
