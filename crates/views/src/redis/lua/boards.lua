-- Boards, for whoever changes them. The last six keys are the four boards, remainders, outdated.
local first_board, remainders, outdated = #KEYS - 6, KEYS[#KEYS - 1], KEYS[#KEYS]

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
    local function move(id, remainder)
      local old = redis.call('HGET', remainders, number .. id) or ''
      if old == remainder then return end
      redis.call('ZREM', board, old .. id)
      if remainder == '' then
        redis.call('HDEL', remainders, number .. id)
      else
        redis.call('HSET', remainders, number .. id, remainder)
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

-- Brings the boards up to date for at most `count` of those players for whom they are not.
-- Returns whether there are more.
local function mend(count)
  if redis.call('EXISTS', outdated) == 0 then return false end
  local found = redis.call('HRANDFIELD', outdated, count, 'WITHVALUES')
  local on, off, ids = {{}, {}, {}, {}}, {{}, {}, {}, {}}, {}
  local has_remainders = redis.call('EXISTS', remainders) == 1
  for index = 1, #found, 2 do
    local id, standings = found[index], cmsgpack.unpack(found[index + 1])
    ids[#ids + 1] = id
    for number = 1, 4 do
      local score, member = standings[2 * number - 1], standings[2 * number]
      if score == '' then
        off[number][#off[number] + 1] = id
      else
        on[number][#on[number] + 1] = score
        on[number][#on[number] + 1] = member
        has_remainders = has_remainders or string.byte(member) == 255
      end
    end
  end
  for number = 1, 4 do put_on_board(number, on[number], off[number], has_remainders) end
  each(ids, function(...) redis.call('HDEL', outdated, ...) end)
  return redis.call('EXISTS', outdated) == 1
end
