-- KEYS: head, board, and more. ARGV: meta, score, member, how many at most on either side, and
-- more. The member need not be there: its place is sought by halving among those of the same score.
--
-- Bytes are compared one by one. Lua's own comparison goes by the server's locale, boards do not.
local function is_before(a, b)
  for index = 1, math.min(#a, #b) do
    local x, y = string.byte(a, index), string.byte(b, index)
    if x ~= y then return x < y end
  end
  return #a < #b
end
if is_over then return {'ok', position, 0, 0, {}, {}} end
local low = redis.call('ZCOUNT', KEYS[2], '-inf', '(' .. ARGV[2])
local high = redis.call('ZCOUNT', KEYS[2], '-inf', ARGV[2])
local is_on_it = false
while low < high do
  local middle = math.floor((low + high) / 2)
  local member = redis.call('ZRANGE', KEYS[2], middle, middle)[1]
  if is_before(member, ARGV[3]) then
    low = middle + 1
  else
    high = middle
    is_on_it = member == ARGV[3]
  end
end
return {'ok', position, around(KEYS[2], low, is_on_it, tonumber(ARGV[4]))}
