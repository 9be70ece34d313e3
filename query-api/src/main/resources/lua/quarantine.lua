-- KEYS[2] the stream, ARGV[3] entries wanted. A section an entry, newest first: fields and values.
for _, entry in ipairs(redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', ARGV[3])) do
  answer[#answer + 1] = entry[2]
end
return answer
