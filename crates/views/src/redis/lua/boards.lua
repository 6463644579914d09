-- Boards, for whoever changes them. The last keys are the ten boards (balance; then net won,
-- wagered and biggest win of all time, of the day, of the week), remainders, outdated. The head
-- says which day and which week.
local BOARD_COUNT = 10
local first_board = #KEYS - 2 - BOARD_COUNT
local remainders, outdated = KEYS[#KEYS - 1], KEYS[#KEYS]
local PERIODS = {day = {5, 7}, week = {8, 10}}

-- What stands for a board in front of an id: one byte, so that no id runs into it.
local function letter(number) return string.char(96 + number) end

-- As many values a call as Lua can hand over, and an even number of them.
local CHUNK = 4000
local function each(list, write)
  for first = 1, #list, CHUNK do
    write(unpack(list, first, math.min(first + CHUNK - 1, #list)))
  end
end

-- Puts `on` (scores and members in turn) onto a board, and takes the players `off` from it.
--
-- Where a value does not fit into a score, what is left of it stands in front of the id, behind a
-- byte that no id has. Then the member changes with the value, and the old one has to go.
local function put_on_board(number, on, off, has_remainders)
  local board = KEYS[first_board + number]
  if has_remainders then
    local field = letter(number)
    local function move(id, remainder)
      local old = redis.call('HGET', remainders, field .. id) or ''
      if old == remainder then return end
      redis.call('ZREM', board, old .. id)
      if remainder == '' then
        redis.call('HDEL', remainders, field .. id)
      else
        redis.call('HSET', remainders, field .. id, remainder)
      end
    end
    for index = 2, #on, 2 do
      local member = on[index]
      local length = string.byte(member) == 255 and 3 or 0
      move(string.sub(member, length + 1), string.sub(member, 1, length))
    end
    for _, id in ipairs(off) do move(id, '') end
  end
  each(off, function(...) redis.call('ZREM', board, ...) end)
  each(on, function(...) redis.call('ZADD', board, ...) end)
end

-- It is the day, or the week, `number`. If that is another than before, its boards begin empty.
local function turn(period, number)
  if redis.call('HGET', KEYS[1], period) == number then return end
  local first, last = unpack(PERIODS[period])
  for board = first, last do redis.call('UNLINK', KEYS[first_board + board]) end
  for _, field in ipairs(redis.call('HKEYS', remainders)) do
    local board = string.byte(field) - 96
    if board >= first and board <= last then redis.call('HDEL', remainders, field) end
  end
  redis.call('HSET', KEYS[1], period, number)
end

-- Brings the boards up to date for at most `count` of those players for whom they are not.
-- Returns whether there are more.
local function mend(count)
  if redis.call('EXISTS', outdated) == 0 then return false end
  local found = redis.call('HRANDFIELD', outdated, count, 'WITHVALUES')
  local on, off, ids = {}, {}, {}
  for number = 1, BOARD_COUNT do on[number], off[number] = {}, {} end
  local day, week = unpack(redis.call('HMGET', KEYS[1], 'day', 'week'))
  local has_remainders = redis.call('EXISTS', remainders) == 1
  for index = 1, #found, 2 do
    local id, standings = found[index], cmsgpack.unpack(found[index + 1])
    ids[#ids + 1] = id
    -- Noted on a day that is over: it says nothing about the boards of this one.
    local is_over = {day = standings[1] ~= day, week = standings[2] ~= week}
    for number = 1, BOARD_COUNT do
      local score, member = standings[2 * number + 1], standings[2 * number + 2]
      local period = number >= 8 and 'week' or number >= 5 and 'day'
      if score == '' or is_over[period] then
        off[number][#off[number] + 1] = id
      else
        on[number][#on[number] + 1] = score
        on[number][#on[number] + 1] = member
        has_remainders = has_remainders or string.byte(member) == 255
      end
    end
  end
  for number = 1, BOARD_COUNT do
    put_on_board(number, on[number], off[number], has_remainders)
  end
  each(ids, function(...) redis.call('HDEL', outdated, ...) end)
  return redis.call('EXISTS', outdated) == 1
end
