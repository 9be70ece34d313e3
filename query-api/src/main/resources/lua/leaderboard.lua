-- KEYS[2] the board, ARGV[3] places wanted. Section: productId, score, ... unordered.
-- A sorted set orders equal scores by productId descending, the answer ascending: so all above the
-- last place's score, then of that score as many as there are places left, ascending.
if answer[4] == 'same' then
  return answer
end
local top = tonumber(ARGV[3])
local board = redis.call('ZREVRANGE', KEYS[2], 0, top - 1, 'WITHSCORES')
local rows = {}
if #board == top * 2 then
  local last = board[#board]
  for i = 1, #board, 2 do
    if board[i + 1] == last then
      break
    end
    rows[#rows + 1] = board[i]
    rows[#rows + 1] = board[i + 1]
  end
  local left = top - #rows / 2
  local equals = redis.call('ZRANGEBYSCORE', KEYS[2], last, last, 'LIMIT', 0, left)
  for _, id in ipairs(equals) do
    rows[#rows + 1] = id
    rows[#rows + 1] = last
  end
  answer[5] = rows
else
  answer[5] = board
end
return answer
