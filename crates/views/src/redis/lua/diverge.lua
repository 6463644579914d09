-- KEYS: head. ARGV: meta, why the view is not what the log has, or nothing.
if ARGV[2] == '' then
  redis.call('HDEL', KEYS[1], 'diverged')
else
  redis.call('HSET', KEYS[1], 'diverged', ARGV[2])
end
return {'ok', position}
