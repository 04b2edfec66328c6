import type { ScheduleRun } from "@symphony/contract";
import { entryOf, hasValidator } from "./snapshot.ts";
import type { ListedImage, Snapshot, SnapshotEntry } from "./snapshot.ts";

export interface Changes {
  /** Addresses that are to be checked, in the order of the source. */
  due: string[];
  images: NonNullable<ScheduleRun["images"]>;
  snapshot: Snapshot;
}

/** Compares what a source holds with what it held: an image is checked when it is new, changed, or has no verdict. */
export function findChanges(listed: Iterable<ListedImage>, earlier: Snapshot): Changes {
  const snapshot: Snapshot = new Map();
  const counts = { new: 0, changed: 0, repeated: 0, unchanged: 0, gone: 0 };
  const due: string[] = [];
  for (const image of listed) {
    const entry = entryOf(image);
    if (snapshot.has(entry.key)) continue;
    const known = earlier.get(entry.key);
    const kind = kindOf(entry, known);
    counts[kind] += 1;
    // An error says nothing about the picture: what was known before it counts.
    entry.before = known?.now === undefined || known.now === "Error" ? known?.before : known.now;
    if (kind === "unchanged") entry.now = known?.now;
    else due.push(image.address);
    snapshot.set(entry.key, entry);
  }
  for (const key of earlier.keys()) if (!snapshot.has(key)) counts.gone += 1;
  return { due, images: counts, snapshot };
}

function kindOf(entry: SnapshotEntry, known: SnapshotEntry | undefined): "new" | "changed" | "repeated" | "unchanged" {
  if (known === undefined) return "new";
  if (!hasValidator(entry) || !hasValidator(known)) return "repeated";
  if (entry.validator !== known.validator) return "changed";
  return known.now === undefined || known.now === "Error" ? "repeated" : "unchanged";
}

/** What a finished batch says of the images of a snapshot. */
export function verdictsOf(snapshot: Snapshot, checked: ReadonlySet<string>): NonNullable<ScheduleRun["verdicts"]> {
  const counts = { valid: 0, invalid: 0, error: 0, fixed: 0, broken: 0 };
  for (const key of checked) {
    const { before, now } = snapshot.get(key) ?? {};
    if (now === undefined) continue;
    counts[now.toLowerCase() as "valid" | "invalid" | "error"] += 1;
    if (before === "Invalid" && now === "Valid") counts.fixed += 1;
    if (before === "Valid" && now === "Invalid") counts.broken += 1;
  }
  return counts;
}

/** How many images had a verdict before this run, and which share of them was Invalid. */
export function earlierShare(snapshot: Snapshot): { known: number; share: number | null } {
  let [valid, invalid] = [0, 0];
  for (const { before } of snapshot.values()) {
    if (before === "Valid") valid += 1;
    if (before === "Invalid") invalid += 1;
  }
  return { known: valid + invalid, share: shareOf(valid, invalid) };
}

export const shareOf = (valid: number, invalid: number): number | null =>
  valid + invalid === 0 ? null : invalid / (valid + invalid);
