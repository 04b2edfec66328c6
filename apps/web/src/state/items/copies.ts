import type { Duplicates } from "@symphony/contract";
import type { Item } from "../results-store.ts";

/** Which images are shown as one: none, those that are the same file, or those that look alike too. */
export const COPIES_SHOWN = ["each", "same", "alike"] as const;
export type CopiesShown = (typeof COPIES_SHOWN)[number];

/** The whole group of each image that is shown with others as one. */
export type Copies = ReadonlyMap<number, readonly number[]>;

export const NO_COPIES: Copies = new Map();

/** An image that is in several groups counts for the first. */
export function copiesOf(groups: Duplicates["items"]): Copies {
  const copies = new Map<number, readonly number[]>();
  for (const { images } of groups) {
    const seqs = images.map(({ seq }) => seq).filter((seq) => !copies.has(seq));
    if (seqs.length > 1) for (const seq of seqs) copies.set(seq, seqs);
  }
  return copies;
}

/** Of each group the first of these items. */
export function collapse(items: readonly Item[], copies: Copies): readonly Item[] {
  if (copies.size === 0) return items;
  const shown = new Set<readonly number[]>();
  return items.filter(({ seq }) => {
    const group = copies.get(seq);
    if (group === undefined) return true;
    if (shown.has(group)) return false;
    shown.add(group);
    return true;
  });
}

/** How many others are shown as one with an image. */
export const othersOf = (copies: Copies, seq: number): number => (copies.get(seq)?.length ?? 1) - 1;
