import type { Skipped } from "@symphony/contract";

/** Files that are listed by name; more of them are only counted. */
const LISTED_MAX = 1_000;
const LISTED_MAX_BYTES = 256 * 1024;
/** Of a name that is listed. */
const NAME_MAX_CHARACTERS = 1_000;

/** What was left out of an upload, and why: the first files by name, all of them by number. */
export interface SkippedList {
  readonly listed: readonly Skipped[];
  readonly total: number;
  add(name: string, reason: string): void;
}

export function createSkippedList(): SkippedList {
  const listed: Skipped[] = [];
  let [total, bytes] = [0, 0];
  return {
    listed,
    get total() {
      return total;
    },
    add(name, reason) {
      total += 1;
      if (listed.length >= LISTED_MAX || bytes >= LISTED_MAX_BYTES) return;
      const short = name.length <= NAME_MAX_CHARACTERS ? name : `${name.slice(0, NAME_MAX_CHARACTERS)}…`;
      bytes += Buffer.byteLength(short);
      listed.push({ name: short, reason });
    },
  };
}
