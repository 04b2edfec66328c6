import { keys } from "./redis/keys.ts";
import { redisTimeMs } from "./redis/redis.ts";
import type { Redis } from "./redis/redis.ts";

/** A worker without a heartbeat for this long counts as dead. */
const ALIVE_MS = 15_000;
/** Interval of a worker's heartbeats. */
export const PRESENCE_EVERY_MS = 3_000;

/** Workers that are alive and have loaded their models. All times are those of Redis: no two machines' clocks agree. */
export interface Presence {
  /** @param brands what its models look for, the brand of the installation first */
  announce(workerId: string, brands?: readonly InstalledBrand[]): Promise<void>;
  leave(workerId: string): Promise<void>;
  count(): Promise<number>;
  /** The brands that workers look for; of those of older versions none is known. */
  brands(): Promise<string[]>;
  /** The same with what is known of each. Empty where no worker runs that lets batches name their brands. */
  installedBrands(): Promise<InstalledBrand[]>;
}

/** A brand whose cascade is among the models of a worker. */
export interface InstalledBrand {
  name: string;
  /** The types of its stages. */
  stages: readonly string[];
  words: readonly string[];
  /** Whether it is the brand of the installation. */
  default: boolean;
}

export function createPresence(redis: Redis): Presence {
  return {
    async announce(workerId, brands = []) {
      const now = await redisTimeMs(redis);
      await redis.zadd(keys.workers, now, workerId);
      await redis.zremrangebyscore(keys.workers, 0, now - ALIVE_MS);
      for (const { name, stages, words, default: isDefault } of brands) {
        await redis.zadd(keys.brands, now, name);
        await redis.zadd(keys.installedBrands, now, JSON.stringify({ name, stages, words, default: isDefault }));
      }
      for (const key of [keys.brands, keys.installedBrands]) await redis.zremrangebyscore(key, 0, now - ALIVE_MS);
    },
    async leave(workerId) {
      await redis.zrem(keys.workers, workerId);
    },
    count: async () => redis.zcount(keys.workers, (await redisTimeMs(redis)) - ALIVE_MS, "+inf"),
    async brands() {
      const found = await redis.zrangebyscore(keys.brands, (await redisTimeMs(redis)) - ALIVE_MS, "+inf");
      return found.toSorted();
    },
    async installedBrands() {
      const alive = (await redisTimeMs(redis)) - ALIVE_MS;
      const found = await redis.zrevrangebyscore(keys.installedBrands, "+inf", alive);
      // Workers with different models may say different things of one brand: the newest counts.
      const brands = found.map((text) => JSON.parse(text) as InstalledBrand);
      const byName = new Map(brands.toReversed().map((brand) => [brand.name, brand]));
      return [...byName.values()].toSorted((a, b) => Number(b.default) - Number(a.default) || compare(a.name, b.name));
    },
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Whether Redis lost its data since the last call by any process: it was emptied or replaced. Exactly one caller gets
 * `true`, and must enqueue all unfinished work again.
 */
export async function claimEpoch(redis: Redis): Promise<boolean> {
  return (await redis.set(keys.epoch, new Date().toISOString(), "NX")) === "OK";
}
