import { EVENT } from "@symphony/contract";

/**
 * Lua scripts of the counters. A script is atomic: an item is counted once, its event gets the next `seq`, and events
 * are published in the order of their `seq`, whichever worker reports them.
 *
 * KEYS[1] the progress hash, KEYS[2] the bitmap of counted items.
 */

/**
 * Creates the counters from the progress in the store, unless they exist. Those of an earlier run are replaced where a
 * run is given, and those that were completed at the moment that the caller saw.
 * ARGV: lifetime in ms, bitmap, run or nothing, moment or nothing, field, value, field, value, …
 * Returns 1 when this call created them.
 */
export const SEED = `
local batch = redis.call('HMGET', KEYS[1], 'total', 'run', 'completed_at')
if batch[1] then
  local run = tonumber(ARGV[3])
  local isEarlier = run and (not batch[2] or tonumber(batch[2]) < run)
  if not isEarlier and not (batch[3] and batch[3] == ARGV[4]) then return 0 end
  redis.call('DEL', KEYS[1])
end
redis.call('HSET', KEYS[1], unpack(ARGV, 5))
redis.call('SET', KEYS[2], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[2], ARGV[1])
return 1
`;

/**
 * Counts a finished item and publishes its progress event. The time left is estimated from the pace since
 * `first_ms`, when `first_processed` items were done: since the first item, or the first one after a pause.
 * ARGV: item seq, verdict field, JSON members of the item, timestamp, channels…
 * Returns {counted, processed, total}, or nothing when the counters do not exist.
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
  local frame = '{"event":"${EVENT.progress}","batch_id":"' .. batch[2] .. '","seq":' .. n[4] ..
    ',"processed":' .. processed .. ',"total":' .. total .. ',"valid":' .. valid .. ',"invalid":' .. invalid ..
    ',"error":' .. errors .. ',"percentage":' .. math.floor(1000 * processed / total) / 10 ..
    ',"eta_seconds":' .. eta .. ',"item_seq":' .. ARGV[1] .. ',' .. ARGV[3] .. ',"timestamp":"' .. ARGV[4] .. '"}'
  for i = 5, #ARGV do
    redis.call('PUBLISH', ARGV[i], '${EVENT.progress} ' .. n[4] .. ' ' .. batch[2] .. '\\n' .. frame)
  end
end
return {counted and 1 or 0, processed, total}
`;

/**
 * Marks a batch as finished and publishes its last event, once. A worker that is late with the end of a run leaves the
 * counters of a newer one alone. Completed ones of an earlier run are completed again: nobody could tell Redis that a
 * new run had begun. Counters of older versions may not name their run; those are completed once.
 * ARGV: lifetime in ms, run, message, number of channels, channels…, field, value, …
 * Returns 1 when this call completed the batch, 0 when an earlier one did, -1 when a newer run has the counters.
 */
export const COMPLETE = `
local batch = redis.call('HMGET', KEYS[1], 'completed_at', 'run')
if batch[2] and tonumber(batch[2]) > tonumber(ARGV[2]) then return -1 end
if batch[1] and not (batch[2] and tonumber(batch[2]) < tonumber(ARGV[2])) then return 0 end
local channels = tonumber(ARGV[4])
redis.call('HSET', KEYS[1], 'run', ARGV[2], unpack(ARGV, 5 + channels))
redis.call('DEL', KEYS[2])
redis.call('PEXPIRE', KEYS[1], ARGV[1])
for i = 5, 4 + channels do redis.call('PUBLISH', ARGV[i], ARGV[3]) end
return 1
`;

/**
 * Sets the status of an unfinished batch and publishes it. Of one that is completed nothing is published: its last
 * event stays the last. The pace is measured again, because the estimate must not include a pause.
 * ARGV: status, run, message, channels…
 */
export const SET_STATUS = `
if redis.call('HEXISTS', KEYS[1], 'completed_at') == 1 then return 0 end
if redis.call('HEXISTS', KEYS[1], 'total') == 1 then
  redis.call('HSET', KEYS[1], 'status', ARGV[1], 'run', ARGV[2])
  redis.call('HDEL', KEYS[1], 'first_ms', 'first_processed')
end
for i = 4, #ARGV do redis.call('PUBLISH', ARGV[i], ARGV[3]) end
return 1
`;
