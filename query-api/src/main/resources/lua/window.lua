-- ARGV[3] stem of the windows' sums, ARGV[4] stem of their boards, ARGV[5] products of each board.
-- Two sections a partition: {lengthMillis, payments, amount, asOfMillis} or {}, {productId, amount, ...}.
for _, p in ipairs(partitions) do
  local sums = redis.call('HMGET', ARGV[3] .. p, 'lengthMillis', 'payments', 'amount', 'asOfMillis')
  if sums[1] and sums[2] and sums[3] and sums[4] then
    answer[#answer + 1] = sums
    answer[#answer + 1] = redis.call('ZREVRANGE', ARGV[4] .. p, 0, ARGV[5] - 1, 'WITHSCORES')
  end
end
return answer
