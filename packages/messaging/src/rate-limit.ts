import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { keys } from "./keys.ts";
import type { Redis } from "./redis.ts";

/** Redis counts for all processes together; one that takes longer than this to say so is done without. */
const REDIS_WAIT_MS = 300;
const WINDOW_S = 60;

/**
 * Counts calls by caller. Without Redis each process counts alone: limits are looser then, but they hold, and
 * nobody is refused because Redis is away.
 */
export interface RateLimiter {
  /** @returns milliseconds until the next call is allowed, or 0 when this one is */
  take(caller: string): Promise<number>;
}

/** @param name tells limits apart that count the same callers */
export function createRateLimiter(redis: Redis, name: string, perMinute: number): RateLimiter {
  const options = { keyPrefix: keys.rateLimit(name), points: perMinute, duration: WINDOW_S };
  const shared = new RateLimiterRedis({ ...options, storeClient: redis, rejectIfRedisNotReady: true });
  const own = new RateLimiterMemory(options);
  return {
    async take(caller) {
      const counted =
        (await within(shared.consume(caller).catch(refusalIn))) ?? (await own.consume(caller).catch(refusalIn));
      return counted === undefined || counted.remainingPoints > 0 || counted.consumedPoints <= perMinute
        ? 0
        : Math.max(1, counted.msBeforeNext);
    },
  };
}

/** The library throws its counts when there are too many calls, and errors when it could not count. */
function refusalIn(thrown: unknown): RateLimiterRes | undefined {
  return thrown instanceof RateLimiterRes ? thrown : undefined;
}

async function within<T>(work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), REDIS_WAIT_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
