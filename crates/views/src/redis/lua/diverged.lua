-- KEYS: head. ARGV: meta. Answers why the view is not what the log has.
return {'ok', position, redis.call('HGET', KEYS[1], 'diverged')}
