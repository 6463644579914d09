-- What a board has around a place: its count, how many are better, the nearest of those, and the
-- nearest that are worse. `index` counts from 0; `is_on_it` says whether the standing itself is
-- there and to be left out.
local function around(board, index, is_on_it, most)
  local better, worse = {}, {}
  local next_index = is_on_it and index + 1 or index
  if most > 0 then
    if index > 0 then
      local first = math.max(0, index - most)
      better = redis.call('ZRANGE', board, first, index - 1, 'WITHSCORES')
    end
    worse = redis.call('ZRANGE', board, next_index, next_index + most - 1, 'WITHSCORES')
  end
  return redis.call('ZCARD', board), index, better, worse
end
