import { isSystemFile, Problem } from "@symphony/contract";
import type { Skipped } from "@symphony/contract";
import { NAME_TOO_LONG } from "./name-budget.ts";
import type { NameBudget } from "./name-budget.ts";

/** Files that are listed by name; more of them are only counted. Each status of the batch has the list. */
const LISTED_MAX = 200;
const LISTED_MAX_BYTES = 16 * 1024;
const NAME_MAX_CHARACTERS = 500;
/** Reasons that say nothing new in a sentence about a zip without images. */
const NO_IMAGE = /^(?:not an image|a file of the operating system)/;
export const SYSTEM_FILE = "a file of the operating system, not an image";
const REASONS_MAX = 3;
/** Different reasons that are counted: they are ours, and few. */
const COUNTED_REASONS_MAX = 100;

/** What was left out of a batch: the first files by name, all of them by number. */
export interface SkippedList {
  skipped: Skipped[];
  skipped_count: number;
}

/** Collects what an upload leaves out, and why. */
export interface SkippedFiles extends Readonly<SkippedList> {
  add(name: string, reason: string): void;
  /** `2 left out: encrypted. …`, of files that are perhaps images all the same; empty where there are none. */
  summary(): string;
}

export function createSkippedFiles(): SkippedFiles {
  const skipped: Skipped[] = [];
  const counts = new Map<string, number>();
  let [total, bytes] = [0, 0];
  return {
    skipped,
    get skipped_count() {
      return total;
    },
    add(name, reason) {
      total += 1;
      if (counts.has(reason) || counts.size < COUNTED_REASONS_MAX) counts.set(reason, (counts.get(reason) ?? 0) + 1);
      const short = name.slice(0, NAME_MAX_CHARACTERS);
      bytes += Buffer.byteLength(short) + reason.length;
      if (skipped.length < LISTED_MAX && bytes <= LISTED_MAX_BYTES) skipped.push({ name: short, reason });
    },
    summary: () =>
      [...counts]
        .filter(([reason]) => !NO_IMAGE.test(reason))
        .slice(0, REASONS_MAX)
        .map(([reason, count]) => `${count} left out: ${reason}`)
        .join(". "),
  };
}

/** Batches of versions before this list have none. */
export const skippedOf = (from: Partial<SkippedList> | undefined): SkippedList => ({
  skipped: from?.skipped ?? [],
  skipped_count: from?.skipped_count ?? 0,
});

/** What the sender left out, and then what the server did. */
export const withLeftOut = (sender: SkippedList | undefined, server: SkippedList): SkippedList => ({
  skipped: [...(sender?.skipped ?? []), ...server.skipped].slice(0, LISTED_MAX),
  skipped_count: Math.max(sender?.skipped_count ?? 0, sender?.skipped.length ?? 0) + server.skipped_count,
});

/** Why a file is left out for its name; `undefined` when it is not. */
export const reasonByName = (names: NameBudget, name: string): string | undefined =>
  names.take(name) ? (isSystemFile(name) ? SYSTEM_FILE : undefined) : NAME_TOO_LONG;

/** For an upload whose zips hold nothing to check. */
export function zipWithoutImages(skipped: SkippedFiles): Problem {
  const reasons = skipped.summary();
  const detail = `No images found in zip file${reasons === "" ? "" : `. ${reasons}.`}`;
  return new Problem("zip_without_images", detail, { more: { ...skippedOf(skipped) } });
}
