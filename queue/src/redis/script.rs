//! What must happen at once or not at all, as scripts that Redis runs.
//!
//! Scripts rather than `MULTI`, for three reasons: they can look before they
//! write; when adding a report fails (out of memory), the script ends before
//! its job is acknowledged, where `EXEC` would go on; and fred sends a
//! transaction command by command, with no time limit on the answer.

/// Adds reports and dead letters, and acknowledges and removes their jobs.
///
/// Keys: checks, results, dead. Arguments: group, most results, most dead
/// letters, then for each job its id, report and dead letter, empty where
/// there is none.
pub(super) const ANSWER: &str = r"
for i = 4, #ARGV, 3 do
  if ARGV[i + 1] ~= '' then
    redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[2], '*', 'b', ARGV[i + 1])
  end
  if ARGV[i + 2] ~= '' then
    redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[3], '*', 'b', ARGV[i + 2])
  end
  redis.call('XACK', KEYS[1], ARGV[1], ARGV[i])
  redis.call('XDEL', KEYS[1], ARGV[i])
end
return #ARGV";

/// Resets the idle time of entries that a consumer holds; never takes one from
/// the neighbour who claimed it meanwhile.
///
/// Key: stream. Arguments: group, consumer, then ids.
pub(super) const KEEP: &str = r"
for i = 3, #ARGV do
  local held = redis.pcall('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1, ARGV[2])
  if held.err then
    if string.find(held.err, 'NOGROUP') then return 0 end
    return held
  end
  if #held > 0 then
    redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[i], 'JUSTID')
  end
end
return 1";

/// Removes a consumer, unless entries are pending for it: Redis would drop
/// them with it, and nobody would run them.
///
/// Key: stream. Arguments: group, consumer.
pub(super) const LEAVE: &str = r"
local held = redis.pcall('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2])
if held.err then
  if string.find(held.err, 'NOGROUP') then return 0 end
  return held
end
if #held > 0 then return 0 end
redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
return 1";

/// Takes or renews the lease by the server's clock, and moves the watermark
/// forward. Gives the watermark (empty if there is none), or nil while another
/// holds the lease.
///
/// Key: lease. Arguments: holder, milliseconds to hold it, watermark or empty.
pub(super) const LEAD: &str = r"
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local lease = redis.call('HMGET', KEYS[1], 'holder', 'until', 'watermark')
if lease[1] and lease[1] ~= ARGV[1] and tonumber(lease[2]) > now then
  return false
end
local watermark = lease[3]
if ARGV[3] ~= '' and (not watermark or tonumber(ARGV[3]) > tonumber(watermark)) then
  watermark = ARGV[3]
  redis.call('HSET', KEYS[1], 'watermark', watermark)
end
redis.call('HSET', KEYS[1], 'holder', ARGV[1], 'until', string.format('%.0f', now + ARGV[2]))
return watermark or ''";

/// Gives the lease up; the watermark stays.
///
/// Key: lease. Argument: holder.
pub(super) const RESIGN: &str = r"
if redis.call('HGET', KEYS[1], 'holder') == ARGV[1] then
  redis.call('HDEL', KEYS[1], 'holder', 'until')
end
return 1";
