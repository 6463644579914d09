-- Which day or week the board is of, if it is of one, is in the last two arguments. There is no
-- board of any but the one that the head names.
local is_over = ARGV[#ARGV - 1] ~= ''
  and redis.call('HGET', KEYS[1], ARGV[#ARGV - 1]) ~= ARGV[#ARGV]
