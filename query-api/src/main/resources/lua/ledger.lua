-- KEYS[2] how many quarantined offsets are not listed. ARGV[3] stem of the heartbeats.
-- Sections: the identity's fields and values; {unlisted}; then three a partition:
-- {partition}, its accounts' fields and values, its heartbeat's fields and values.
answer[5] = redis.call('HGETALL', KEYS[1])
answer[6] = {redis.call('GET', KEYS[2]) or '0'}
for _, p in ipairs(partitions) do
  answer[#answer + 1] = {tostring(p)}
  answer[#answer + 1] = redis.call('HGETALL', ARGV[1] .. p)
  answer[#answer + 1] = redis.call('HGETALL', ARGV[3] .. p)
end
return answer
