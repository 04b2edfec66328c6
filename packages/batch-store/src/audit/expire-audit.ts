import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Paths } from "../fs/paths.ts";

const DAY_MS = 24 * 3_600_000;
/** Days beyond this go too, the oldest first; the newest day stays. */
const AUDIT_BYTES_MAX = 1024 ** 3;

/** Removes the days of the audit log that are older than so many days, and the oldest ones of a log that is too large. */
export async function expireAudit(paths: Paths, keptDays: number, now: number): Promise<void> {
  const oldest = new Date(now - keptDays * DAY_MS).toISOString();
  const days = (await readdir(paths.audit).catch(() => [])).toSorted().toReversed();
  let bytes = 0;
  for (const [place, day] of days.entries()) {
    bytes += await sizeOf(paths.auditDay(day));
    const isDue = day < oldest.slice(0, day.length) || (place > 0 && bytes > AUDIT_BYTES_MAX);
    if (isDue) await rm(paths.auditDay(day), { recursive: true, force: true });
  }
}

async function sizeOf(dir: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(dir).catch(() => []))
    bytes += await stat(join(dir, name)).then(
      ({ size }) => size,
      () => 0,
    );
  return bytes;
}
