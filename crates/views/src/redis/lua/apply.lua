-- Moves a partition from exactly one position to another, with everything that changes between
-- the two, or changes nothing.
--
-- Redis does not undo what a script has written before it fails. So whatever can be refused is
-- refused before the first write: `head.lua` and the position, the form of the arguments, the types
-- of the keys; Redis itself looks at memory, disk and replicas before such a script begins; and
-- `open.lua` has asked what the user may do. Should a write fail all the same, the partition
-- is torn, and says so: the first write takes its position away, the last puts the next one there.
--
-- KEYS: head, accounts, bets, sessions, journal, the history of every player with new bets, and
--       those of `boards.lua`.
-- ARGV: 1 meta, 2 expected position or nothing, 3 next position, 4 totals, 5 how many bets to
--       keep of a player, 6 the time before which sessions are over, 7 channel, 8 message, and
--       packed lists: 9 accounts (id, account), 10 new bets (seq, bet), 11 old bets (seq, bet),
--       12 sessions (time, member), 13 new seqs for every history. 14 says what is done about the
--       boards. `defer`: 15 is (id, packed day, week, scores and members). Otherwise 15 is what
--       each board gets (score, member), 16 the ids that are not on it, and it is `remainders` if
--       some member has one. 17 and 18 are the day and the week it is.
if (position or '') ~= ARGV[2] then return {'conflict', position} end

local function list(index) return cmsgpack.unpack(ARGV[index]) end
local accounts, new_bets, old_bets, sessions = list(9), list(10), list(11), list(12)
local histories, boards, off_boards = list(13), list(15), list(16)
local kept, journal = tonumber(ARGV[5]), KEYS[5]

local function is_of(kind, key)
  local found = redis.call('TYPE', key).ok
  return found == kind or found == 'none'
end
local kinds = {
  {'hash', 1}, {'hash', 2}, {'hash', 3}, {'zset', 4}, {'list', 5},
  {'hash', #KEYS - 1}, {'hash', #KEYS},
}
for number = 1, BOARD_COUNT do kinds[#kinds + 1] = {'zset', first_board + number} end
for _, kind in ipairs(kinds) do
  if not is_of(kind[1], KEYS[kind[2]]) then return {'foreign', KEYS[kind[2]]} end
end
if not position and redis.call('EXISTS', KEYS[2], KEYS[3], KEYS[4], KEYS[#KEYS]) > 0 then
  return {'leftover'}
end

redis.call('HSET', KEYS[1], 'position', 'torn')

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
  local excess = redis.call('RPUSH', KEYS[5 + index], unpack(seqs)) - kept
  if excess > 0 then
    for _, seq in ipairs(redis.call('LPOP', KEYS[5 + index], excess)) do
      dropped[#dropped + 1] = seq
    end
  end
end
each(dropped, function(...) redis.call('HDEL', KEYS[3], ...) end)

-- Whoever reads a digest is told what to read again.
local is_noted, over = redis.call('EXISTS', journal) == 1, {}
each(sessions, function(...) redis.call('ZADD', KEYS[4], 'GT', ...) end)
if is_noted then over = redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', '(' .. ARGV[6]) end
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', '(' .. ARGV[6])

turn('day', ARGV[17])
turn('week', ARGV[18])


-- Boards cost more than all the rest, and nobody looks at them between two large batches.
if ARGV[14] == 'defer' then
  each(boards, function(...) redis.call('HSET', outdated, ...) end)
else
  local has_remainders = ARGV[14] == 'remainders' or redis.call('EXISTS', remainders) == 1
  for number = 1, BOARD_COUNT do
    put_on_board(number, boards[number], off_boards[number], has_remainders)
  end
  if redis.call('EXISTS', outdated) == 1 then
    for index = 1, #accounts, 2 do redis.call('HDEL', outdated, accounts[index]) end
    mend(100)
  end
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
  each(changed, function(...) redis.call('RPUSH', journal, ...) end)
end

redis.call('HSET', KEYS[1], 'totals', ARGV[4], 'position', ARGV[3])
redis.pcall('PUBLISH', ARGV[7], ARGV[8])
return {'ok', ARGV[3]}
