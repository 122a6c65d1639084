#!lua name=upbeat_beat_v2

-- A heartbeat is small and overwrites the one before, so it is taken by a full
-- server too: who lives must be able to say so. What is no heartbeat is refused
-- all the same, as it would fill what is full.
local most_probers = 1000
local most_bytes = 16384

-- When a heartbeat was written, or nil where it is none.
local function written_at(json)
  local is_json, beat = pcall(cjson.decode, json)
  local at = is_json and type(beat) == 'table' and beat.at_ms
  return type(at) == 'number' and at or nil
end

-- Makes room for one more: what no prober wrote goes, and who is forgotten; then
-- the dead, who is silent the longest first, and never who lives.
local function make_room(key, name, all, remembered_ms, lifetime_ms, ahead_ms)
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local others = {}
  for i = 1, #all, 2 do
    if all[i] ~= name then
      local at = written_at(all[i + 1])
      if at and now - at <= remembered_ms and at - now <= ahead_ms then
        table.insert(others, { name = all[i], at = at })
      else
        redis.call('HDEL', key, all[i])
      end
    end
  end
  table.sort(others, function(a, b) return a.at < b.at end)
  for i = 1, #others + 1 - most_probers do
    if now - others[i].at > lifetime_ms then
      redis.call('HDEL', key, others[i].name)
    end
  end
end

-- Writes a prober's heartbeat and gives all of its region.
-- Key: probers. Arguments: name, heartbeat, seconds that it is remembered,
-- milliseconds after which a silent prober is dead, and those that a heartbeat may
-- be ahead of the clock.
local function beat(keys, args)
  if #args[1] > 64 or #args[2] > most_bytes then
    return redis.error_reply('ERR too big for a heartbeat')
  end
  local is_new = redis.call('HSET', keys[1], args[1], args[2]) == 1
  local all = redis.call('HGETALL', keys[1])
  if is_new and #all > 2 * most_probers then
    make_room(keys[1], args[1], all, args[3] * 1000, tonumber(args[4]), tonumber(args[5]))
    all = redis.call('HGETALL', keys[1])
    if #all > 2 * most_probers then
      redis.call('HDEL', keys[1], args[1])
      return redis.error_reply('ERR too many probers')
    end
  end
  -- Who is refused keeps nobody's names any longer.
  redis.call('EXPIRE', keys[1], args[3])
  return all
end

redis.register_function { function_name = 'upbeat_v2_beat', callback = beat, flags = { 'allow-oom' } }
