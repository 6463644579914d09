-- Moves a partition from exactly one position to another, with everything that changes between
-- the two, or changes nothing.
--
-- Redis does not undo what a script has written before it fails. So whatever can be refused is
-- refused before the first write: `head.lua` and the position, the form of the arguments, the types
-- of the keys; Redis itself looks at memory, disk and replicas before such a script begins; and
-- `open.lua` has asked what the user may do. Should a write fail all the same, the partition
-- is torn, and says so: the first write takes its position away, the last puts the next one there.
--
-- KEYS: head, accounts, bets, sessions, the four boards, remainders, journal, and the history of
--       every player with new bets.
-- ARGV: 1 meta, 2 expected position or nothing, 3 next position, 4 totals, 5 how many bets to
--       keep of a player, 6 the time before which sessions are over, 7 channel, 8 message, and
--       packed lists: 9 accounts (id, account), 10 new bets (seq, bet), 11 old bets (seq, bet),
--       12 sessions (time, member), 13 boards, each (score, member), 14 ids that are not on
--       boards, 15 new seqs for every history; 16 whether a member has a remainder.
if (position or '') ~= ARGV[2] then return {'conflict', position} end

local lists = {}
for index = 9, 15 do lists[index] = cmsgpack.unpack(ARGV[index]) end
local accounts, new_bets, old_bets, sessions = lists[9], lists[10], lists[11], lists[12]
local on_boards, off_boards, histories = lists[13], lists[14], lists[15]
local kept = tonumber(ARGV[5])

local kinds = {'hash', 'hash', 'hash', 'zset', 'zset', 'zset', 'zset', 'zset', 'hash', 'list'}
local is_empty = true
for index, kind in ipairs(kinds) do
  local found = redis.call('TYPE', KEYS[index]).ok
  if found ~= 'none' and found ~= kind then return {'foreign', KEYS[index]} end
  if found ~= 'none' and index > 1 and index < 10 then is_empty = false end
end
if not position and not is_empty then return {'leftover'} end

redis.call('HSET', KEYS[1], 'position', 'torn')

-- As many values a call as Lua can hand over, and an even number of them.
local CHUNK = 4000
local function each(list, write)
  for first = 1, #list, CHUNK do
    write(unpack(list, first, math.min(first + CHUNK - 1, #list)))
  end
end

each(accounts, function(...) redis.call('HSET', KEYS[2], ...) end)

-- An old bet that is no longer kept stays forgotten.
for index = 1, #old_bets, 2 do
  if redis.call('HEXISTS', KEYS[3], old_bets[index]) == 1 then
    redis.call('HSET', KEYS[3], old_bets[index], old_bets[index + 1])
  end
end
each(new_bets, function(...) redis.call('HSET', KEYS[3], ...) end)
local dropped = {}
for index, seqs in ipairs(histories) do
  local excess = redis.call('RPUSH', KEYS[10 + index], unpack(seqs)) - kept
  if excess > 0 then
    for _, seq in ipairs(redis.call('LPOP', KEYS[10 + index], excess)) do
      dropped[#dropped + 1] = seq
    end
  end
end
each(dropped, function(...) redis.call('HDEL', KEYS[3], ...) end)

-- Whoever reads a digest is told what to read again.
local is_noted, over = redis.call('EXISTS', KEYS[10]) == 1, {}
each(sessions, function(...) redis.call('ZADD', KEYS[4], 'GT', ...) end)
if is_noted then over = redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', '(' .. ARGV[6]) end
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', '(' .. ARGV[6])

-- Where a value does not fit into a score, what is left of it stands in front of the id, behind a
-- byte that no id has. Then the member changes with the value, and the old one has to go.
local has_remainders = ARGV[16] == '1' or redis.call('EXISTS', KEYS[9]) == 1
for board = 1, 4 do
  local key, on, off = KEYS[4 + board], on_boards[board], off_boards[board]
  if has_remainders then
    local function move(id, remainder)
      local old = redis.call('HGET', KEYS[9], board .. id) or ''
      if old == remainder then return end
      redis.call('ZREM', key, old .. id)
      if remainder == '' then
        redis.call('HDEL', KEYS[9], board .. id)
      else
        redis.call('HSET', KEYS[9], board .. id, remainder)
      end
    end
    for index = 2, #on, 2 do
      local member = on[index]
      local length = string.byte(member) == 255 and 3 or 0
      move(string.sub(member, length + 1), string.sub(member, 1, length))
    end
    for _, id in ipairs(off) do move(id, '') end
  end
  each(off, function(...) redis.call('ZREM', key, ...) end)
  each(on, function(...) redis.call('ZADD', key, ...) end)
end

if is_noted then
  local changed = {}
  local function note(kind, list, first, step)
    for index = first, #list, step do changed[#changed + 1] = kind .. list[index] end
  end
  note('a', accounts, 1, 2)
  note('b', old_bets, 1, 2)
  note('b', new_bets, 1, 2)
  note('b', dropped, 1, 1)
  note('s', sessions, 2, 2)
  note('s', over, 1, 1)
  each(changed, function(...) redis.call('RPUSH', KEYS[10], ...) end)
end

redis.call('HSET', KEYS[1], 'totals', ARGV[4], 'position', ARGV[3])
redis.pcall('PUBLISH', ARGV[7], ARGV[8])
return {'ok', ARGV[3]}
