import type { Skipped } from "@symphony/contract";

/** What a batch keeps of the list of what was left out; the rest is counted. Each status has the list. */
const ENTRIES_MAX = 200;
const BYTES_MAX = 16 * 1024;
const NAME_MAX_CHARACTERS = 500;
/** Reasons that say nothing new in a sentence about a zip without images. */
const NO_IMAGE = /^(?:not an image|a file of the operating system)/;
const REASONS_MAX = 3;

export interface SkippedList {
  skipped: Skipped[];
  skipped_count: number;
}

export function boundSkipped(all: readonly Skipped[]): SkippedList {
  const skipped: Skipped[] = [];
  let bytes = 0;
  for (const { name, reason } of all.slice(0, ENTRIES_MAX)) {
    const entry = { name: name.slice(0, NAME_MAX_CHARACTERS), reason };
    bytes += Buffer.byteLength(entry.name) + reason.length;
    if (bytes > BYTES_MAX) break;
    skipped.push(entry);
  }
  return { skipped, skipped_count: all.length };
}

/** Batches of versions before this list have none. */
export const skippedOf = (manifest: Partial<SkippedList> | undefined): SkippedList => ({
  skipped: manifest?.skipped ?? [],
  skipped_count: manifest?.skipped_count ?? 0,
});

/** `2 encrypted; …`, of files that are perhaps images all the same; empty where there are none. */
export function summariseReasons(all: readonly Skipped[]): string {
  const counts = new Map<string, number>();
  for (const { reason } of all) if (!NO_IMAGE.test(reason)) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .slice(0, REASONS_MAX)
    .map(([reason, count]) => `${count} left out: ${reason}`)
    .join(". ");
}
