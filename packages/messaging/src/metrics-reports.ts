import { keys } from "./redis/keys.ts";
import { redisTimeMs } from "./redis/redis.ts";
import type { Redis } from "./redis/redis.ts";

const REPORT_EVERY_MS = 5_000;
/** Metrics of an ended process are shown for this long, so that they are scraped at least once more. */
const EXPIRE_AFTER_MS = 60_000;

/**
 * Stores the metrics of this process in Redis, for the API to expose: one address to scrape, however many workers
 * there are.
 *
 * @param snapshot all metrics of this process as text
 */
export function startMetricsReports(
  redis: Redis,
  process: string,
  snapshot: () => Promise<string>,
  onError: (error: unknown) => void,
): { stop(): void } {
  const report = async (): Promise<void> => {
    await redis.hset(keys.metrics, process, `${await redisTimeMs(redis)} ${await snapshot()}`);
  };
  // One at a time: while Redis is away reports wait, and would pile up.
  let isReporting = false;
  const timer = setInterval(() => {
    if (isReporting) return;
    isReporting = true;
    void report()
      .catch(onError)
      .finally(() => (isReporting = false));
  }, REPORT_EVERY_MS);
  return { stop: () => clearInterval(timer) };
}

/** The latest snapshots of the other processes. Removes expired ones. */
export async function readMetricsReports(redis: Redis, except: string): Promise<string[]> {
  const now = await redisTimeMs(redis);
  const reports = Object.entries(await redis.hgetall(keys.metrics)).map(([process, report]) => {
    const separator = report.indexOf(" ");
    const ageMs = now - Number(report.slice(0, separator));
    return { process, snapshot: report.slice(separator + 1), expired: ageMs > EXPIRE_AFTER_MS };
  });
  const expired = reports.filter((each) => each.expired).map(({ process }) => process);
  if (expired.length > 0) await redis.hdel(keys.metrics, ...expired);
  return reports.filter((each) => !each.expired && each.process !== except).map(({ snapshot }) => snapshot);
}
