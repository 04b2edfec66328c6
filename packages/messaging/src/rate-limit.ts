import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { keys } from "./redis/keys.ts";
import type { Redis } from "./redis/redis.ts";

/** A Redis that takes longer than this is ignored, and the process counts alone. */
const REDIS_TIMEOUT_MS = 300;
const WINDOW_S = 60;

/**
 * Counts calls by caller, for all processes together. While Redis is away, each process counts alone: limits are
 * looser then, but they hold, and nobody is refused because of Redis.
 */
export interface RateLimiter {
  /** @returns milliseconds until the next call is allowed, or 0 when this one is */
  take(caller: string): Promise<number>;
}

/**
 * @param name separates limits that count the same callers
 * @param most calls within a window
 */
export function createRateLimiter(redis: Redis, name: string, most: number, windowS = WINDOW_S): RateLimiter {
  const options = { keyPrefix: keys.rateLimit(name), points: most, duration: windowS };
  const shared = new RateLimiterRedis({ ...options, storeClient: redis, rejectIfRedisNotReady: true });
  const local = new RateLimiterMemory(options);
  return {
    async take(caller) {
      const counted =
        (await withTimeout(shared.consume(caller).catch(refusalIn))) ?? (await local.consume(caller).catch(refusalIn));
      const allowed = counted === undefined || counted.remainingPoints > 0 || counted.consumedPoints <= most;
      return allowed ? 0 : Math.max(1, counted.msBeforeNext);
    },
  };
}

/** The library throws a `RateLimiterRes` when the limit is reached, and an `Error` when it cannot count. */
function refusalIn(thrown: unknown): RateLimiterRes | undefined {
  return thrown instanceof RateLimiterRes ? thrown : undefined;
}

async function withTimeout<T>(work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), REDIS_TIMEOUT_MS);
  });
  return Promise.race([work, timeout]).finally(() => clearTimeout(timer));
}
