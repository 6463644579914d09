#!lua
-- Says what a partition is a view of, if nobody has yet. Nothing is opened for a user who could
-- not write all of it: a script that may not go on half-way has written half.
-- KEYS: head, accounts, bets, a history, sessions, a board, remainders, journal. ARGV: meta.
local needed = {
  {'HSET', KEYS[1], 'f', 'v'},
  {'HSET', KEYS[2], 'f', 'v'},
  {'HSET', KEYS[3], 'f', 'v'},
  {'HDEL', KEYS[3], 'f'},
  {'HEXISTS', KEYS[3], 'f'},
  {'RPUSH', KEYS[4], 'v'},
  {'LPOP', KEYS[4], '1'},
  {'ZADD', KEYS[5], 'GT', '1', 'v'},
  {'ZREMRANGEBYSCORE', KEYS[5], '-inf', '0'},
  {'ZADD', KEYS[6], '1', 'v'},
  {'ZREM', KEYS[6], 'v'},
  {'HSET', KEYS[7], 'f', 'v'},
  {'HDEL', KEYS[7], 'f'},
  {'EXISTS', KEYS[7]},
  {'TYPE', KEYS[7]},
  {'RPUSH', KEYS[8], 'v'},
}
for _, command in ipairs(needed) do
  if not redis.acl_check_cmd(unpack(command)) then return {'denied', command[1], command[2]} end
end
local stored = redis.call('HGET', KEYS[1], 'meta')
if not stored then redis.call('HSET', KEYS[1], 'meta', ARGV[1]) end
return {'ok', stored}
