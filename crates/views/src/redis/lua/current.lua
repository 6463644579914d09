-- Boards can be asked as they are if they are up to date. The last key is outdated.
if redis.call('EXISTS', KEYS[#KEYS]) == 1 then return {'outdated'} end
