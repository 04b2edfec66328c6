/**
 * Lua that keeps a batch's counters. Each script is atomic, so an item is counted once, its event gets the
 * next `seq` and leaves in that order, whichever of many workers reports it.
 *
 * KEYS[1] the progress hash, KEYS[2] the bitmap of counted items.
 */

/**
 * Starts counting from what is on disk, unless counting goes on already and is not to start anew.
 * ARGV: lifetime in ms, bitmap, whether to start anew (1 or 0), field, value, field, value, …
 */
export const SEED = `
if ARGV[3] == '1' then redis.call('DEL', KEYS[1]) end
if redis.call('HEXISTS', KEYS[1], 'total') == 1 then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV, 4))
redis.call('SET', KEYS[2], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[2], ARGV[1])
return 1
`;

/**
 * Counts one finished item and publishes its event. The time left goes by the pace since `first_ms`, when
 * `first_processed` were done: since counting began, or began again.
 * ARGV: item seq, verdict field, the event's own JSON members, timestamp, channels…
 * Returns {counted, processed, total}, or nothing when the counters are gone.
 */
export const COUNT = `
local batch = redis.call('HMGET', KEYS[1], 'total', 'batch_id', 'first_ms', 'completed_at', 'first_processed')
if not batch[1] then return false end
local total = tonumber(batch[1])
if batch[4] then return {0, total, total} end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local counted = redis.call('SETBIT', KEYS[2], ARGV[1], 1) == 0
if counted then
  redis.call('HINCRBY', KEYS[1], ARGV[2], 1)
  redis.call('HINCRBY', KEYS[1], 'seq', 1)
  redis.call('HSET', KEYS[1], 'last_ms', string.format('%.0f', now))
end
local n = redis.call('HMGET', KEYS[1], 'valid', 'invalid', 'error', 'seq')
local valid, invalid, errors = tonumber(n[1]), tonumber(n[2]), tonumber(n[3])
local processed = valid + invalid + errors
if counted then
  local eta = 'null'
  if not batch[3] then redis.call('HSET', KEYS[1], 'first_ms', string.format('%.0f', now), 'first_processed', processed) end
  local since = processed - (batch[5] or 1)
  if batch[3] and since > 0 then
    eta = string.format('%.0f', math.ceil((now - batch[3]) / since * (total - processed) / 1000))
  elseif processed == total then
    eta = '0'
  end
  local frame = '{"event":"progress","batch_id":"' .. batch[2] .. '","seq":' .. n[4] ..
    ',"processed":' .. processed .. ',"total":' .. total .. ',"valid":' .. valid .. ',"invalid":' .. invalid ..
    ',"error":' .. errors .. ',"percentage":' .. math.floor(1000 * processed / total) / 10 ..
    ',"eta_seconds":' .. eta .. ',' .. ARGV[3] .. ',"timestamp":"' .. ARGV[4] .. '"}'
  for i = 5, #ARGV do
    redis.call('PUBLISH', ARGV[i], 'progress ' .. n[4] .. ' ' .. batch[2] .. '\\n' .. frame)
  end
end
return {counted and 1 or 0, processed, total}
`;

/**
 * Marks a batch as finished with its final fields and publishes that, once.
 * ARGV: lifetime, message, number of channels, channels…, field, value, …
 */
export const COMPLETE = `
if redis.call('HEXISTS', KEYS[1], 'completed_at') == 1 then return 0 end
local channels = tonumber(ARGV[3])
redis.call('HSET', KEYS[1], unpack(ARGV, 4 + channels))
redis.call('DEL', KEYS[2])
redis.call('PEXPIRE', KEYS[1], ARGV[1])
for i = 4, 3 + channels do redis.call('PUBLISH', ARGV[i], ARGV[2]) end
return 1
`;
