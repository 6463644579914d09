-- KEYS: head, bets, history. ARGV: meta, the seq that all must be below or nothing, how many at
-- most. Answers seqs and bets, oldest first.
local most = tonumber(ARGV[3])
local seqs
if ARGV[2] == '' then
  seqs = redis.call('LRANGE', KEYS[3], -most, -1)
else
  local all, before = redis.call('LRANGE', KEYS[3], 0, -1), tonumber(ARGV[2])
  local low, high = 0, #all
  while low < high do
    local middle = math.floor((low + high + 1) / 2)
    if tonumber(all[middle]) < before then low = middle else high = middle - 1 end
  end
  seqs = {unpack(all, math.max(1, low - most + 1), low)}
end
if most == 0 or #seqs == 0 then return {'ok', position, {}, {}} end
return {'ok', position, seqs, redis.call('HMGET', KEYS[2], unpack(seqs))}
