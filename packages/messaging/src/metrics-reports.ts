import { keys } from "./keys.ts";
import type { Redis } from "./redis.ts";

const REPORT_EVERY_MS = 5_000;
/** A process that ended is shown this long, so that its last numbers are read at least once. */
const SHOWN_MS = 60_000;

/**
 * Every process puts its numbers into Redis, and whoever is asked shows those of all: one address to scrape,
 * however many workers come and go.
 *
 * @param snapshot all numbers of this process as text
 */
export function startMetricsReports(
  redis: Redis,
  process: string,
  snapshot: () => Promise<string>,
  onError: (error: unknown) => void,
): { stop(): void } {
  const report = async (): Promise<void> => {
    await redis.hset(keys.metrics, process, `${Date.now()} ${await snapshot()}`);
  };
  const timer = setInterval(() => void report().catch(onError), REPORT_EVERY_MS);
  return { stop: () => clearInterval(timer) };
}

/** The last snapshots of the other processes; those that ended a while ago are taken away. */
export async function readMetricsReports(redis: Redis, except: string): Promise<string[]> {
  const reports = Object.entries(await redis.hgetall(keys.metrics));
  const isOld = (report: string): boolean => Date.now() - Number(report.slice(0, report.indexOf(" "))) > SHOWN_MS;
  const old = reports.filter(([, report]) => isOld(report)).map(([process]) => process);
  if (old.length > 0) await redis.hdel(keys.metrics, ...old);
  return reports
    .filter(([process, report]) => process !== except && !isOld(report))
    .map(([, report]) => report.slice(report.indexOf(" ") + 1));
}
