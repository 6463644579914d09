#!lua
-- Says what a partition is a view of, if nobody has yet. Nothing is opened for a user who could
-- not write all of it: a script that may not go on half-way has written half.
-- KEYS: head, accounts, bets, sessions, journal, a history, a board, remainders, outdated.
-- ARGV: meta.
local needed = {
  {'HSET', KEYS[1], 'f', 'v'},
  {'HDEL', KEYS[1], 'f'},
  {'HSET', KEYS[2], 'f', 'v'},
  {'HSET', KEYS[3], 'f', 'v'},
  {'HDEL', KEYS[3], 'f'},
  {'HEXISTS', KEYS[3], 'f'},
  {'ZADD', KEYS[4], 'GT', '1', 'v'},
  {'ZRANGEBYSCORE', KEYS[4], '-inf', '0'},
  {'ZREMRANGEBYSCORE', KEYS[4], '-inf', '0'},
  {'RPUSH', KEYS[5], 'v'},
  {'RPUSH', KEYS[6], 'v'},
  {'LPOP', KEYS[6], '1'},
  {'ZADD', KEYS[7], '1', 'v'},
  {'ZREM', KEYS[7], 'v'},
  {'UNLINK', KEYS[7]},
  {'HGET', KEYS[8], 'f'},
  {'HKEYS', KEYS[8]},
  {'HSET', KEYS[8], 'f', 'v'},
  {'HDEL', KEYS[8], 'f'},
  {'HSET', KEYS[9], 'f', 'v'},
  {'HDEL', KEYS[9], 'f'},
  {'HRANDFIELD', KEYS[9], '1', 'WITHVALUES'},
  {'EXISTS', KEYS[9]},
  {'TYPE', KEYS[9]},
}
for _, command in ipairs(needed) do
  if not redis.acl_check_cmd(unpack(command)) then return {'denied', command[1], command[2]} end
end
local stored = redis.call('HGET', KEYS[1], 'meta')
if not stored then redis.call('HSET', KEYS[1], 'meta', ARGV[1]) end
return {'ok', stored}
