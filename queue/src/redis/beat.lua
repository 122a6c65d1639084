#!lua name=upbeat_beat_v1

-- A heartbeat is small and overwrites the one before, so it is taken by a full
-- server too: who lives must be able to say so. What is no heartbeat is refused
-- all the same, as it would fill what is full.
local most_probers = 1000
local most_bytes = 16384

-- Writes a prober's heartbeat and gives all of its region.
-- Key: probers. Arguments: name, heartbeat, seconds that it is remembered.
local function beat(keys, args)
  if #args[1] > 64 or #args[2] > most_bytes then
    return redis.error_reply('ERR too big for a heartbeat')
  end
  redis.call('HSET', keys[1], args[1], args[2])
  redis.call('EXPIRE', keys[1], args[3])
  local all = redis.call('HGETALL', keys[1])
  if #all > 2 * most_probers then
    redis.call('HDEL', keys[1], args[1])
    return redis.error_reply('ERR too many probers')
  end
  return all
end

redis.register_function { function_name = 'upbeat_v1_beat', callback = beat, flags = { 'allow-oom' } }
