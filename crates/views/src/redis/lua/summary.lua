-- KEYS: head, sessions. ARGV: meta, time. Answers totals, and how many sessions have a bet since.
local count = redis.call('ZCOUNT', KEYS[2], ARGV[2], '+inf')
return {'ok', position, redis.call('HGET', KEYS[1], 'totals'), count}
