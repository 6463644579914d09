-- KEYS: head, bets, accounts. ARGV: meta, seq. Answers the bet and its player's account. A bet
-- begins with its player: the length of the id, then the id.
local bet = redis.call('HGET', KEYS[2], ARGV[2])
if not bet then return {'ok', position} end
local id = string.sub(bet, 2, 1 + string.byte(bet))
return {'ok', position, bet, redis.call('HGET', KEYS[3], id)}
