#!lua name=upbeat_v1

-- Adds a body to a stream.
local function add(stream, body)
  redis.call('XADD', stream, '*', 'b', body)
end

-- Drops what a stream holds beyond its bounds, oldest first, and counts it in
-- the region's hash by stream and reason. An age of 0 is none.
local function bound(stream, trimmed, kind, most, age_ms)
  if age_ms > 0 then
    local time = redis.call('TIME')
    local oldest = time[1] * 1000 + math.floor(time[2] / 1000) - age_ms
    local old = redis.call('XTRIM', stream, 'MINID', '~', string.format('%.0f', math.max(oldest, 0)))
    if old > 0 then
      redis.call('HINCRBY', trimmed, kind .. '_age', old)
    end
  end
  local many = redis.call('XTRIM', stream, 'MAXLEN', '~', most)
  if many > 0 then
    redis.call('HINCRBY', trimmed, kind .. '_len', many)
  end
end

-- Whether a consumer has entries; false too where there is no group.
local function holds(stream, group, consumer, from, to)
  local held = redis.pcall('XPENDING', stream, group, from, to, 1, consumer)
  if held.err then
    if string.find(held.err, 'NOGROUP') then
      return false
    end
    error(held)
  end
  return #held > 0
end

-- Keys: stream, trimmed. Arguments: the stream's kind, most entries,
-- milliseconds that an entry is kept or 0.
local function trim(keys, args)
  bound(keys[1], keys[2], args[1], args[2], tonumber(args[3]))
  return redis.status_reply('OK')
end

-- Adds reports and dead letters, and acknowledges and removes their jobs. Where
-- adding one fails, its job stays pending.
-- Keys: checks, results, dead, trimmed. Arguments: group, most results, most
-- dead letters, then for each job its id, report and dead letter, empty where
-- there is none.
local function answer(keys, args)
  for i = 4, #args, 3 do
    if args[i + 1] ~= '' then
      add(keys[2], args[i + 1])
    end
    if args[i + 2] ~= '' then
      add(keys[3], args[i + 2])
    end
    redis.call('XACK', keys[1], args[1], args[i])
    redis.call('XDEL', keys[1], args[i])
  end
  bound(keys[2], keys[4], 'results', args[2], 0)
  bound(keys[3], keys[4], 'dead', args[3], 0)
  return redis.status_reply('OK')
end

-- Resets the idle time of entries that a consumer holds; never takes one from
-- the neighbour who claimed it meanwhile.
-- Key: stream. Arguments: group, consumer, then ids.
local function keep(keys, args)
  for i = 3, #args do
    if holds(keys[1], args[1], args[2], args[i], args[i]) then
      redis.call('XCLAIM', keys[1], args[1], args[2], 0, args[i], 'JUSTID')
    end
  end
  return redis.status_reply('OK')
end

-- Removes a consumer, unless entries are pending for it: Redis would drop them
-- with it, and nobody would run them. Gives 1 where it did.
-- Key: stream. Arguments: group, consumer.
local function leave(keys, args)
  if holds(keys[1], args[1], args[2], '-', '+') then
    return 0
  end
  local left = redis.pcall('XGROUP', 'DELCONSUMER', keys[1], args[1], args[2])
  if type(left) == 'table' and left.err then
    return 0
  end
  return 1
end

-- Takes or renews the lease by the server's clock, and moves the watermark
-- forward. Gives the watermark (empty if there is none), or nil while another
-- holds the lease.
-- Key: lease. Arguments: holder, milliseconds to hold it, watermark or empty.
local function lead(keys, args)
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local lease = redis.call('HMGET', keys[1], 'holder', 'until', 'watermark')
  if lease[1] and lease[1] ~= args[1] and tonumber(lease[2]) > now then
    return false
  end
  local watermark = lease[3]
  if args[3] ~= '' and (not watermark or tonumber(args[3]) > tonumber(watermark)) then
    watermark = args[3]
    redis.call('HSET', keys[1], 'watermark', watermark)
  end
  redis.call('HSET', keys[1], 'holder', args[1], 'until', string.format('%.0f', now + args[2]))
  return watermark or ''
end

-- Gives the lease up; the watermark stays.
-- Key: lease. Argument: holder.
local function resign(keys, args)
  if redis.call('HGET', keys[1], 'holder') == args[1] then
    redis.call('HDEL', keys[1], 'holder', 'until')
  end
  return redis.status_reply('OK')
end

-- A full server refuses to run what may add: so reports are not taken while
-- their jobs stay pending. What frees memory, or keeps the fleet in order with
-- some bytes that are there already, runs all the same.
local frugal = { 'allow-oom' }
redis.register_function('upbeat_v1_answer', answer)
redis.register_function { function_name = 'upbeat_v1_trim', callback = trim, flags = frugal }
redis.register_function { function_name = 'upbeat_v1_keep', callback = keep, flags = frugal }
redis.register_function { function_name = 'upbeat_v1_leave', callback = leave, flags = frugal }
redis.register_function { function_name = 'upbeat_v1_lead', callback = lead, flags = frugal }
redis.register_function { function_name = 'upbeat_v1_resign', callback = resign, flags = frugal }
