-- KEYS[2...] hashes, of whom nobody has tags yet. A section for each: field, value, field, value, ...
for i = 2, #KEYS do
  answer[i + 3] = redis.call('HGETALL', KEYS[i])
end
return answer
