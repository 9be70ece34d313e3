-- Who may work on the second set of views, in whose database this runs. Its ledger's hash says so:
--   rebuild          filling: being folded; clearing: being removed; kept: what was live before
--   rebuildBy        the run that works on it
--   rebuildAtMillis  when that run last said that it lives, or since when it is kept
--
-- ARGV  1 prefix  2 TAKE (to fill it), CLEAR (to remove it), RENEW (alive), UNLINK (alive, and
--       removes keys) or LEAVE  3 run
--       4 lease: a run that was silent for longer, in ms, is taken for dead
--       5... of UNLINK: the keys; whose set they are is looked at in the step that removes them
-- Answer {'NEW'} {'RESUMED'} {'CLEARING'} {'EMPTY'} {'KEPT', atMillis} {'BUSY', atMillis}
--        {'FOREIGN', why} {'OK'} {'LOST'}

local ledger, what, run = ARGV[1] .. ':ledger', ARGV[2], ARGV[3]
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

-- A Redis that is full refuses HSET as a script's first write, though it is memory that is to be freed.
local function note(state)
  redis.call('HDEL', ledger, 'rebuildBy')
  redis.call('HSET', ledger, 'rebuild', state, 'rebuildBy', run, 'rebuildAtMillis', string.format('%.0f', now))
end

local kind = redis.call('TYPE', ledger).ok
if kind ~= 'hash' and redis.call('DBSIZE') > 0 then
  return {'FOREIGN', kind == 'none' and 'there is no ' .. ledger .. ' in it' or ledger .. ' is a ' .. kind}
end
local found = redis.call('HMGET', ledger, 'rebuild', 'rebuildBy', 'rebuildAtMillis')
local state, by, at = found[1], found[2], tonumber(found[3] or '0') or 0

if what == 'UNLINK' and kind == 'none' then
  return {'EMPTY'} -- done; the answer to that was lost
end
if what == 'RENEW' or what == 'LEAVE' or what == 'UNLINK' then
  if by ~= run or what == 'UNLINK' and state ~= 'clearing' then
    return {'LOST'}
  end
  if what == 'LEAVE' then
    redis.call('HDEL', ledger, 'rebuildBy', 'rebuildAtMillis')
  else
    note(state)
    for i = 5, #ARGV do
      redis.call('UNLINK', ARGV[i])
    end
  end
  return {'OK'}
end

if kind == 'none' then
  if what == 'CLEAR' then
    return {'EMPTY'}
  end
  note('filling')
  return {'NEW'}
end
if not state then
  return {'FOREIGN', 'its ' .. ledger .. ' is that of live views'}
end
if by and by ~= run and at + tonumber(ARGV[4]) > now then
  return {'BUSY', found[3]}
end
if what == 'CLEAR' or state == 'clearing' then
  note('clearing')
  return {'CLEARING'}
end
if state == 'kept' then
  return {'KEPT', found[3] or '0'}
end
note('filling')
return {'RESUMED'}
