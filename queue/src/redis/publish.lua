#!lua name=upbeat_publish_v1

-- Adds bodies to a stream, all or none: as one command each they would cost
-- sender and server twice as much.
-- Key: stream. Arguments: bodies.
local function publish(keys, args)
  for i = 1, #args do
    redis.call('XADD', keys[1], '*', 'b', args[i])
  end
  return redis.status_reply('OK')
end

redis.register_function('upbeat_v1_publish', publish)
