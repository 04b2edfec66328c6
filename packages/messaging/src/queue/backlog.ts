import type { TrackedBatch } from "../progress/tracked-batch.ts";
import { LIFETIME_MS } from "../progress/lifetimes.ts";
import { keys } from "../redis/keys.ts";
import type { Redis } from "../redis/redis.ts";
import { createScriptRunner } from "../redis/script-runner.ts";

/** Chunks of a batch that are queued at once; the others stay in the ledger alone. 100,000 jobs take 85 MB of Redis. */
export const QUEUED_CHUNKS_MAX = 200;
/** Chunks that follow together, once as many jobs have ended: the ledger is listed once for all of them. */
const CHUNKS_PER_REFILL = 50;

/** The part of a batch that is next. */
export interface BacklogPart {
  /** Items from here … */
  from: number;
  /** … up to this one, which is not part of it. */
  to: number;
  /** Virtual time at which the batch started, and the number of its chunks that were queued before. */
  start: number;
  nth: number;
}

/** Counts an ended job. ARGV: run, items in a part, ended jobs before the next part. Returns {from, start, nth}. */
const CLAIM = `
local b = redis.call('HMGET', KEYS[1], 'run', 'next', 'start', 'nth', 'ended')
if b[1] ~= ARGV[1] then return false end
local ended = tonumber(b[5]) + 1
if ended < tonumber(ARGV[3]) then
  redis.call('HSET', KEYS[1], 'ended', ended)
  return false
end
redis.call('HSET', KEYS[1], 'ended', 0, 'next', b[2] + ARGV[2], 'nth', b[4] + ARGV[3])
return {b[2], b[3], b[4]}
`;

/**
 * Where the items of a batch begin that are not queued yet. Redis may lose it: recovery compares the ledger with the
 * queue and writes it again.
 */
export function createBacklog(redis: Redis) {
  const run = createScriptRunner(redis);
  return {
    /** @param next first item of the chunk that is next; undefined when all items are queued */
    async set(batch: TrackedBatch, runNumber: number, next: number | undefined, start: number): Promise<void> {
      const key = keys.backlog(batch.batch_id);
      if (next === undefined) return void (await redis.del(key));
      await redis.hset(key, { run: runNumber, next, start, nth: QUEUED_CHUNKS_MAX, ended: 0 });
      await redis.pexpire(key, LIFETIME_MS);
    },
    /** @returns the part to queue now, for one caller of several */
    async claim(batch: TrackedBatch, runNumber: number, isEmpty = false): Promise<BacklogPart | undefined> {
      const items = CHUNKS_PER_REFILL * batch.chunk_size;
      // A part without pending items has no job whose end would bring the next one.
      const ended = isEmpty ? 0 : CHUNKS_PER_REFILL;
      const reply = await run(CLAIM, [keys.backlog(batch.batch_id)], [runNumber, items, ended]);
      if (!Array.isArray(reply)) return undefined;
      const [from = 0, start = 0, nth = 0] = reply.map(Number);
      return from >= batch.total ? undefined : { from, to: from + items, start, nth };
    },
  };
}
