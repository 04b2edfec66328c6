import { keys } from "./redis/keys.ts";
import type { Redis } from "./redis/redis.ts";

/** Notes that all processes share for a while, by a digest: what is noted must not be readable in Redis. */
export interface ExpiringMarks {
  /** @returns whether this call set the mark */
  set(digest: string, lifetimeMs: number): Promise<boolean>;
  /** Sets the mark, or makes it last so long from now on. */
  extend(digest: string, lifetimeMs: number): Promise<void>;
  has(digest: string): Promise<boolean>;
}

export function createExpiringMarks(redis: Redis, name: string): ExpiringMarks {
  return {
    set: async (digest, lifetimeMs) => (await redis.set(keys.mark(name, digest), "1", "PX", lifetimeMs, "NX")) === "OK",
    extend: async (digest, lifetimeMs) => void (await redis.set(keys.mark(name, digest), "1", "PX", lifetimeMs)),
    has: async (digest) => (await redis.exists(keys.mark(name, digest))) === 1,
  };
}
