-- Why the ledger stopped is written down at the ledger, if there is one: after a wipe there is none,
-- and a hash of nothing but a reason would be one that nobody can claim. Nor is it written down at
-- views that were made anew since, nor where another launch lives on: what keeps one launch from
-- counting (its settings, its network) must not stop the one that counts. Who wrote it stands beside
-- it, so that an owner that was only silent can take back what another launch wrote (outlive.lua).
-- What keeps one task from starting must not even stop the others of its own launch: it is written
-- down while none of them lives, and taken back once one does.
--
-- ARGV  1 prefix  2 reason  3 id of the ledger that stopped, empty: there was none; * any
--       4 launchMillis  5 launch  (of who stops)  6 ms of silence after which an owner is taken for dead
--       7 whose living owners are spared: 'others', of other launches; 'all', of the same one too
-- Answer {'OK'} {'NO_LEDGER'} {'OTHER'} {'OWNED', launch}
local ledger = ARGV[1] .. ':ledger'
local id = redis.call('TYPE', ledger).ok == 'hash' and redis.call('HGET', ledger, 'id') or ''
if ARGV[3] ~= '*' and ARGV[3] ~= id then
  return {'OTHER'}
end
if id == '' then
  return {'NO_LEDGER'}
end

-- @part owner-beats.lua

local owner = redis.call('HMGET', ledger, 'launchMillis', 'launch')
local millis, launch = tonumber(owner[1] or '0') or 0, owner[2] or ''
if launch ~= ARGV[5] then
  local isNewer = millis > tonumber(ARGV[4]) or (millis == tonumber(ARGV[4]) and launch > ARGV[5])
  if isNewer or ownerBeats(ARGV[1], ARGV[6]) then
    return {'OWNED', launch}
  end
elseif ARGV[7] == 'all' and ownerBeats(ARGV[1], ARGV[6]) then
  local written = redis.call('HMGET', ledger, 'broken', 'brokenBy')
  if written[1] == ARGV[2] and written[2] == ARGV[5] then
    redis.call('HDEL', ledger, 'broken', 'brokenBy')
  end
  return {'OWNED', launch}
end
redis.call('HSET', ledger, 'broken', ARGV[2], 'brokenBy', ARGV[5])
return {'OK'}
