-- The owner was silent for so long that another launch could stop the ledger; it beats again, and
-- stop.lua would not let that launch write a reason any more. What the owner's own launch wrote stays.
--
-- ARGV  1 prefix  2 the reason that was found  3 launch (of the owner)
--       4 ms of silence after which an owner is taken for dead
-- Answer {'OK'} {'OTHER'}
local ledger = ARGV[1] .. ':ledger'
if redis.call('TYPE', ledger).ok ~= 'hash' then
  return {'OTHER'}
end

-- @part owner-beats.lua

local found = redis.call('HMGET', ledger, 'launch', 'broken', 'brokenBy')
local isOurs, isTheSame = found[1] == ARGV[3], found[2] == ARGV[2]
local isByAnother = found[3] and found[3] ~= ARGV[3]
if not (isOurs and isTheSame and isByAnother and ownerBeats(ARGV[1], ARGV[4])) then
  return {'OTHER'}
end
redis.call('HDEL', ledger, 'broken', 'brokenBy')
return {'OK'}
