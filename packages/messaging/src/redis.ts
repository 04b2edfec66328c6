import { Redis } from "ioredis";
import type { RedisOptions } from "ioredis";

export type { Redis } from "ioredis";

/** Longest pause between two attempts to reach Redis again; ioredis' own 20 s would outlast most outages. */
const RECONNECT_MAX_MS = 1_000;

/**
 * A command without any answer for this long is on a connection that is silently gone: it is made anew. The
 * longest that Redis is asked to wait with an answer are BullMQ's 10 s for work.
 */
const SILENCE_MAX_MS = 15_000;

/**
 * How a connection behaves while Redis is away:
 * `impatient` fails a command at once (whoever waits for an answer has a better one without Redis),
 * `patient` keeps commands until Redis is back (workers have nothing else to do).
 */
export type Patience = "impatient" | "patient";

const PATIENCE: Record<Patience, RedisOptions> = {
  impatient: { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 5_000 },
  patient: { maxRetriesPerRequest: null },
};

/** Connects in the background and reconnects for ever. Errors go to `onError`; without one they would end the process. */
export function openRedis(url: string, patience: Patience, onError: (error: Error) => void): Redis {
  const redis = new Redis(url, {
    ...PATIENCE[patience],
    connectTimeout: 5_000,
    socketTimeout: SILENCE_MAX_MS,
    keepAlive: 10_000,
    enableAutoPipelining: patience === "patient",
    retryStrategy: (times) => Math.min(100 * times, RECONNECT_MAX_MS),
  });
  redis.on("error", onError);
  return redis;
}

/** Whether a full Redis would drop keys of its own choice, and work and counters with them. */
export async function mayEvict(redis: Redis): Promise<boolean> {
  return !/^maxmemory_policy:noeviction\r?$/m.test(await redis.info("memory"));
}

/** Leaves politely when Redis answers, and in any case within `ms`. */
export async function closeRedis(redis: Redis, ms = 1_000): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([redis.quit().catch(() => undefined), late]);
  clearTimeout(timer);
  redis.disconnect();
}
