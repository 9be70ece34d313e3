-- Whether this user may run what commits and claims run: refused in the middle of one, half of it
-- would stay. Each is tried on a key of its own, which is gone afterwards.
--
-- ARGV  1 prefix
--
-- Answer {'OK'} {'REFUSED', command, why}

local key = ARGV[1] .. ':ledger:trial'
local FAR = '4102444800000' -- epoch milliseconds

local trials = {
  {'DEL', key}, -- first: nothing is left behind once it is known to be allowed
  {'TYPE', key}, {'EXISTS', key}, {'TIME'},
  {'HSET', key, 'a', '1'}, {'HMGET', key, 'a'}, {'HGET', key, 'a'}, {'HEXISTS', key, 'a'}, {'HLEN', key},
  {'HDEL', key, 'a'},
  {'SET', key, '1'}, {'GET', key}, {'PEXPIREAT', key, FAR}, {'DEL', key},
  {'SETBIT', key, '0', '1'}, {'GETBIT', key, '0'}, {'DEL', key},
  {'ZADD', key, '1', 'a'}, {'ZCARD', key}, {'ZMSCORE', key, 'a'}, {'PEXPIRE', key, '1000'}, {'DEL', key},
  {'RPUSH', key, 'a'}, {'LSET', key, '-1', 'b'}, {'LINDEX', key, '-1'}, {'LRANGE', key, '-1', '-1'}, {'LLEN', key},
  {'LTRIM', key, '-1', '-1'}, {'DEL', key},
  {'XADD', key, '*', 'a', '1'}, {'XLEN', key}, {'XTRIM', key, 'MAXLEN', '=', '0'}, {'DEL', key},
}

local function isRefusal(why)
  for _, words in ipairs({"can't run", "can't access", 'NOPERM', 'no permissions', 'Unknown Redis command'}) do
    if string.find(why, words, 1, true) then
      return true
    end
  end
  return false
end

for i, trial in ipairs(trials) do
  local reply = redis.pcall(unpack(trial))
  if type(reply) == 'table' and reply.err then
    if i > 1 then
      redis.call('DEL', key)
    end
    return isRefusal(reply.err) and {'REFUSED', trial[1], reply.err} or reply
  end
end
return {'OK'}
