-- KEYS: head, journal, accounts, bets, sessions. ARGV: meta, token, milliseconds to live, how many
-- at most. Answers how many are left in the journal, the totals, and entries of it with what they
-- are now, in turn.
if redis.call('LINDEX', KEYS[2], 0) ~= ARGV[2] then return {'ok', position, 'gone'} end
redis.call('PEXPIRE', KEYS[2], ARGV[3])
local left = redis.call('LLEN', KEYS[2]) - 1
local count = math.min(left, tonumber(ARGV[4]))
local found = {}
if count > 0 then
  for _, entry in ipairs(redis.call('RPOP', KEYS[2], count)) do
    local kind, name = string.sub(entry, 1, 1), string.sub(entry, 2)
    local value
    if kind == 'a' then
      value = redis.call('HGET', KEYS[3], name)
    elseif kind == 'b' then
      value = redis.call('HGET', KEYS[4], name)
    else
      value = redis.call('ZSCORE', KEYS[5], name)
    end
    found[#found + 1] = entry
    found[#found + 1] = value
  end
end
return {'ok', position, 'changed', left - count, redis.call('HGET', KEYS[1], 'totals'), found}
