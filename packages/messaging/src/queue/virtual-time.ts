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
 * KEYS: virtual time, last tag of each owner. ARGV: owner, its next chunks, largest tag. Returns the tag before theirs,
 * and gives them the next ones. Tags that the virtual time has passed say nothing any more, so that only owners with
 * chunks ahead are kept.
 */
const TAKE_TAGS = `
local now = tonumber(redis.call('GET', KEYS[1]) or '0')
local start = math.max(now, tonumber(redis.call('ZSCORE', KEYS[2], ARGV[1]) or '0'))
redis.call('ZREMRANGEBYSCORE', KEYS[2], 0, now)
redis.call('ZADD', KEYS[2], math.min(start + ARGV[2], tonumber(ARGV[3])), ARGV[1])
return start
`;

const takeTags = async (redis: Redis, [time, tags]: [string, string], owner: string, chunks: number): Promise<number> =>
  Number(await redis.eval(TAKE_TAGS, 2, time, tags, owner, chunks, PRIORITY_MAX));

/** The virtual time at which a part of a draft starts: after the parts before it, as the chunks of one batch do. */
export const startPart = (redis: Redis, draftId: BatchId, chunks: number): Promise<number> =>
  takeTags(redis, [keys.virtualTime, keys.partTags], draftId, chunks);

/** The priority of the nth chunk of a batch that starts at `start`. */
export function priorityAt(start: number, nth: number): number {
  return Math.min(start + nth + 1, PRIORITY_MAX);
}

/** The priority of the next chunk of a batch of URLs: batches take turns, in the order in which chunks arrive. */
export async function nextUrlTag(redis: Redis, urls: Queue, batchId: BatchId): Promise<number> {
  const counts = await urls.getJobCounts("waiting", "prioritized", "active", "delayed");
  if (Object.values(counts).every((count) => count === 0)) await redis.del(keys.urlTime, keys.urlTags);
  return priorityAt(await takeTags(redis, [keys.urlTime, keys.urlTags], batchId, 1), 0);
}

/** A chunk that is retried or was deferred comes back with an old tag, which must not turn the time back. */
const ADVANCE = `
if tonumber(ARGV[1]) > tonumber(redis.call('GET', KEYS[1]) or '0') then redis.call('SET', KEYS[1], ARGV[1]) end
`;

async function advance(redis: Redis, time: string, priority: number): Promise<void> {
  await redis.eval(ADVANCE, 1, time, priority);
}

/** Advances the virtual time to the tag of a chunk that starts. */
export const advanceVirtualTime = (redis: Redis, priority: number): Promise<void> =>
  advance(redis, keys.virtualTime, priority);

export const advanceUrlTime = (redis: Redis, priority: number): Promise<void> => advance(redis, keys.urlTime, priority);
