import { keys } from "./redis/keys.ts";
import { redisTimeMs } from "./redis/redis.ts";
import type { Redis } from "./redis/redis.ts";

/** A worker without a heartbeat for this long counts as dead. */
const ALIVE_MS = 15_000;
/** Interval of a worker's heartbeats. */
export const PRESENCE_EVERY_MS = 3_000;

/** Workers that are alive and have loaded their models. All times are those of Redis: no two machines' clocks agree. */
export interface Presence {
  /** @param brand what its models look for */
  announce(workerId: string, brand?: string): Promise<void>;
  leave(workerId: string): Promise<void>;
  count(): Promise<number>;
  /** The brands that workers look for; of those of older versions none is known. */
  brands(): Promise<string[]>;
}

export function createPresence(redis: Redis): Presence {
  return {
    async announce(workerId, brand) {
      const now = await redisTimeMs(redis);
      await redis.zadd(keys.workers, now, workerId);
      await redis.zremrangebyscore(keys.workers, 0, now - ALIVE_MS);
      if (brand !== undefined) await redis.zadd(keys.brands, now, brand);
      await redis.zremrangebyscore(keys.brands, 0, now - ALIVE_MS);
    },
    async leave(workerId) {
      await redis.zrem(keys.workers, workerId);
    },
    count: async () => redis.zcount(keys.workers, (await redisTimeMs(redis)) - ALIVE_MS, "+inf"),
    async brands() {
      const found = await redis.zrangebyscore(keys.brands, (await redisTimeMs(redis)) - ALIVE_MS, "+inf");
      return found.toSorted();
    },
  };
}

/**
 * Whether Redis lost its data since the last call by any process: it was emptied or replaced. Exactly one caller gets
 * `true`, and must enqueue all unfinished work again.
 */
export async function claimEpoch(redis: Redis): Promise<boolean> {
  return (await redis.set(keys.epoch, new Date().toISOString(), "NX")) === "OK";
}
