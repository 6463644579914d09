-- Begins or ends a journal: while there is one, whoever moves the partition notes what changes.
-- It belongs to one reader, whose token comes first in it, and goes with its reader.
-- KEYS: head, journal. ARGV: meta, token, milliseconds to live, `begin` or `end`.
local owner = redis.call('LINDEX', KEYS[2], 0)
local is_ours = owner == ARGV[2]
if ARGV[4] == 'end' then
  if is_ours then redis.call('DEL', KEYS[2]) end
  return {'ok', position, 'ended'}
end
if owner and not is_ours then return {'ok', position, 'busy'} end
redis.call('DEL', KEYS[2])
redis.call('RPUSH', KEYS[2], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[3])
return {'ok', position, 'begun'}
