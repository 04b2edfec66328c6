import type { BatchId } from "@symphony/contract";
import { keys } from "../redis/keys.ts";
import type { Redis } from "../redis/redis.ts";
import type { Queue } from "./bullmq.ts";

/** BullMQ's largest priority number, which is served last. */
const PRIORITY_MAX = 2_097_152;

/**
 * Start-time fair queueing (Goyal, Vin, Cheng 1996), with chunks as packets and priorities as tags. A new batch
 * starts at the tag that is served now, so its chunks alternate with what is left of a huge one.
 *
 * An empty queue resets the virtual time to 0, so that tags do not run out.
 */
export async function readVirtualTime(redis: Redis, chunks: Queue): Promise<number> {
  const counts = await chunks.getJobCounts("waiting", "prioritized", "active", "delayed");
  const idle = Object.values(counts).every((count) => count === 0);
  if (idle) await redis.del(keys.virtualTime, keys.partTags);
  return idle ? 0 : Number((await redis.get(keys.virtualTime)) ?? 0);
}

/**
 * KEYS: last tag of each draft. ARGV: draft, virtual time, chunks of the part, largest tag. Returns where the part
 * starts. Tags that the virtual time has passed say nothing any more.
 */
const START_PART = `
local now = tonumber(ARGV[2])
local start = math.max(now, tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or '0'))
redis.call('ZREMRANGEBYSCORE', KEYS[1], 0, now)
redis.call('ZADD', KEYS[1], math.min(start + ARGV[3], ARGV[4]), ARGV[1])
return start
`;

/** The virtual time at which a part of a draft starts: after the parts before it, as the chunks of one batch do. */
export async function startPart(redis: Redis, draftId: BatchId, now: number, chunks: number): Promise<number> {
  return Number(await redis.eval(START_PART, 1, keys.partTags, draftId, now, chunks, PRIORITY_MAX));
}

/** Advances the virtual time to the tag of a chunk that starts. */
export async function advanceVirtualTime(redis: Redis, priority: number): Promise<void> {
  await redis.set(keys.virtualTime, priority);
}

/** The priority of the nth chunk of a batch that starts at `start`. */
export function priorityAt(start: number, nth: number): number {
  return Math.min(start + nth + 1, PRIORITY_MAX);
}

/**
 * KEYS: virtual time of the URLs, last tag of each batch. ARGV: batch, largest tag. Returns the tag of the batch's next
 * chunk. Tags that the virtual time has passed say nothing any more, so that only batches with chunks ahead are kept.
 */
const NEXT_TAG = `
local now = tonumber(redis.call('GET', KEYS[1]) or '0')
local last = tonumber(redis.call('ZSCORE', KEYS[2], ARGV[1]) or '0')
local tag = math.min(math.max(now, last) + 1, tonumber(ARGV[2]))
redis.call('ZREMRANGEBYSCORE', KEYS[2], 0, now)
redis.call('ZADD', KEYS[2], tag, ARGV[1])
return tag
`;

/** The priority of the next chunk of a batch of URLs: batches take turns, in the order in which chunks arrive. */
export async function nextUrlTag(redis: Redis, urls: Queue, batchId: BatchId): Promise<number> {
  const counts = await urls.getJobCounts("waiting", "prioritized", "active", "delayed");
  if (Object.values(counts).every((count) => count === 0)) await redis.del(keys.urlTime, keys.urlTags);
  return Number(await redis.eval(NEXT_TAG, 2, keys.urlTime, keys.urlTags, batchId, PRIORITY_MAX));
}

/** A chunk that was deferred comes back with an old tag, which must not turn the time back. */
const ADVANCE = `
if tonumber(ARGV[1]) > tonumber(redis.call('GET', KEYS[1]) or '0') then redis.call('SET', KEYS[1], ARGV[1]) end
`;

export async function advanceUrlTime(redis: Redis, priority: number): Promise<void> {
  await redis.eval(ADVANCE, 1, keys.urlTime, priority);
}
