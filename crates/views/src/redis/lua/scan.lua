-- KEYS: head, journal, what to scan. ARGV: meta, token, milliseconds to live, HSCAN or ZSCAN,
-- cursor, about how many. Answers the next cursor, and names and values in turn.
if redis.call('LINDEX', KEYS[2], 0) ~= ARGV[2] then return {'ok', position, 'gone'} end
redis.call('PEXPIRE', KEYS[2], ARGV[3])
local chunk = redis.call(ARGV[4], KEYS[3], ARGV[5], 'COUNT', ARGV[6])
return {'ok', position, 'chunk', chunk[1], chunk[2]}
