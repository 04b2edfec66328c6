import { z } from "zod";
import { readIfPresent, replaceFile } from "../fs/durable.ts";
import { unlessFull } from "../fs/errno.ts";
import { storeTime } from "../fs/lease.ts";
import type { Paths } from "../fs/paths.ts";

/** Outages remembered: the newest. A batch that saw more of them is old enough. */
const OUTAGES_MAX = 100;

const logSchema = z.object({
  /** When expired batches were last looked for. */
  seen_at: z.number(),
  outages: z.array(z.object({ from: z.number(), to: z.number() })),
});
type OutageLog = z.infer<typeof logSchema>;

/** Clocks that differ by less are taken as the same. */
const SKEW_MIN_MS = 60_000;

/** A moment of this host on the clock of the store, so that hosts whose clocks differ see no outages in each other. */
export function onStoreClock(moment: number, storeNow: number, hostNow = Date.now()): number {
  return Math.abs(storeNow - hostNow) < SKEW_MIN_MS ? moment : moment + storeNow - hostNow;
}

/**
 * Notes that the system works now, and finds out when it did not: a pause longer than `outageMs` since the last call
 * is an outage. Without an earlier call all the time before counts as one.
 *
 * @returns how much of the time since `from` the system could work
 */
export async function trackOutages(paths: Paths, now: number, outageMs: number): Promise<(from: number) => number> {
  const storeNow = onStoreClock(now, await storeTime(paths));
  const { log, workedSince } = noteWork(await readIfPresent(paths.outages), storeNow, outageMs);
  await unlessFull(() => replaceFile(paths.outages, log));
  return workedSince;
}

/** The log with what this call adds to it, and what it says of the time since a moment. */
export function noteWork(
  text: string | undefined,
  now: number,
  outageMs: number,
): { log: string; workedSince(from: number): number } {
  const known = decodeLog(text) ?? { seen_at: 0, outages: [] };
  // A clock that was set back makes no outage.
  if (now > known.seen_at + outageMs) known.outages.push({ from: known.seen_at, to: now });
  const outages = known.outages.slice(-OUTAGES_MAX);
  return {
    log: JSON.stringify({ seen_at: now, outages } satisfies OutageLog),
    workedSince: (from) =>
      outages.reduce(
        (worked, outage) => worked - Math.max(0, Math.min(outage.to, now) - Math.max(outage.from, from)),
        now - from,
      ),
  };
}

/** A damaged log is none. */
function decodeLog(text: string | undefined): OutageLog | undefined {
  try {
    return text === undefined ? undefined : logSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
