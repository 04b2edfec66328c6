import type { BatchManifest } from "@symphony/batch-store";

/** Reasons in a mail; names of files are not: they are text of a user. */
const REASONS_MAX = 5;

/** What a batch left out, as `3 files` and `encrypted; … (2)`. Reasons are counted among the files that are listed. */
export interface LeftOut {
  count: number;
  reasons: ReadonlyArray<readonly [reason: string, count: number]>;
}

export function leftOutOf({ skipped = [], skipped_count: count = skipped.length }: BatchManifest): LeftOut {
  const counts = new Map<string, number>();
  for (const { reason } of skipped) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const reasons = [...counts].toSorted(([, a], [, b]) => b - a).slice(0, REASONS_MAX);
  return { count, reasons };
}

/** `3 files were left out`, the beginning of a line about them. */
export const leftOutText = (count: number): string =>
  `${count} ${count === 1 ? "file was" : "files were"} left out and not checked`;
