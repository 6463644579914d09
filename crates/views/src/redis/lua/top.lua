-- KEYS: head, board, and more. ARGV: meta, how many, and more. Answers members and scores, best
-- first.
local most = tonumber(ARGV[2])
if most == 0 or is_over then return {'ok', position, {}} end
return {'ok', position, redis.call('ZRANGE', KEYS[2], 0, most - 1, 'WITHSCORES')}
