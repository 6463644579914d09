-- How every script begins: is this a partition of the view that was meant, and where does it stand?
-- KEYS[1] is the partition's head, ARGV[1] the meta.
local stored = redis.call('HMGET', KEYS[1], 'meta', 'position')
if stored[1] ~= ARGV[1] then return {'meta', stored[1]} end
local position = stored[2]
if position == 'torn' then return {'torn'} end
