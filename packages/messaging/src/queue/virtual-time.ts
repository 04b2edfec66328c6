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
  if (idle) await redis.del(keys.virtualTime);
  return idle ? 0 : Number((await redis.get(keys.virtualTime)) ?? 0);
}

/** Advances the virtual time to the tag of a chunk that starts. */
export async function advanceVirtualTime(redis: Redis, priority: number): Promise<void> {
  await redis.set(keys.virtualTime, priority);
}

/** The priority of the nth chunk of a batch that starts at `start`. */
export function priorityAt(start: number, nth: number): number {
  return Math.min(start + nth + 1, PRIORITY_MAX);
}
