-- KEYS: head, accounts. ARGV: meta, packed ids. Answers totals and the accounts.
local ids = cmsgpack.unpack(ARGV[2])
local accounts = {}
local CHUNK = 4000
for first = 1, #ids, CHUNK do
  local last = math.min(first + CHUNK - 1, #ids)
  local found = redis.call('HMGET', KEYS[2], unpack(ids, first, last))
  for index = 1, #found do accounts[#accounts + 1] = found[index] end
end
return {'ok', position, redis.call('HGET', KEYS[1], 'totals'), accounts}
