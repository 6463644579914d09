-- KEYS: head, accounts, board, remainders, and more. ARGV: meta, id, the board's letter, how many
-- at most on either side, and more. Answers `unknown`, `unranked`, or `ranked`, score, member and
-- what is around.
if redis.call('HEXISTS', KEYS[2], ARGV[2]) == 0 then return {'ok', position, 'unknown'} end
if is_over then return {'ok', position, 'unranked'} end
local member = (redis.call('HGET', KEYS[4], ARGV[3] .. ARGV[2]) or '') .. ARGV[2]
local index = redis.call('ZRANK', KEYS[3], member)
if not index then return {'ok', position, 'unranked'} end
local score = redis.call('ZSCORE', KEYS[3], member)
return {'ok', position, 'ranked', score, member, around(KEYS[3], index, true, tonumber(ARGV[4]))}
