import { keys } from "./keys.ts";
import type { Redis } from "./redis.ts";

/** A worker that has not said so for this long does not count as alive. */
const ALIVE_MS = 15_000;
/** How often a worker says that it is alive. */
export const PRESENCE_EVERY_MS = 3_000;

/** Which workers are alive with their models loaded. */
export interface Presence {
  announce(workerId: string): Promise<void>;
  leave(workerId: string): Promise<void>;
  count(): Promise<number>;
}

export function createPresence(redis: Redis): Presence {
  return {
    async announce(workerId) {
      await redis.zadd(keys.workers, Date.now(), workerId);
      await redis.zremrangebyscore(keys.workers, 0, Date.now() - ALIVE_MS);
    },
    async leave(workerId) {
      await redis.zrem(keys.workers, workerId);
    },
    count: () => redis.zcount(keys.workers, Date.now() - ALIVE_MS, "+inf"),
  };
}

/**
 * Whether Redis has forgotten everything since the last call by anybody: emptied, or replaced by a new one.
 * Exactly one of all callers is told, and is to see to it that the work on disk is enqueued again.
 */
export async function claimEpoch(redis: Redis): Promise<boolean> {
  return (await redis.set(keys.epoch, new Date().toISOString(), "NX")) === "OK";
}
