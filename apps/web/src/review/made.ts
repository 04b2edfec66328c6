import type { Decision } from "@symphony/contract";
import type { Item } from "../state/results-store.ts";

/** A decision that was made, and what was decided before about its image and the copies of it. */
export interface Made {
  seq: number;
  decision: Decision;
  /** The version of the review that came with it, and the one that it replaced. */
  version: number;
  replaced: number;
  before: Decision;
  ofCopies: ReadonlyMap<number, Decision>;
}

/** Images that get the same decision. */
export type Others = ReadonlyArray<{ seqs: readonly number[]; decision: Decision }>;

/**
 * What can be undone next.
 *
 * @param version of the review that the undo made; undefined when somebody else's decision stays
 */
export function withoutLast(made: readonly Made[], version: number | undefined): Made[] {
  const last = made.at(-1);
  // An earlier decision about the same image is in force again, as this version.
  return made
    .slice(0, -1)
    .map((each) =>
      version !== undefined && each.seq === last?.seq && each.version === last.replaced ? { ...each, version } : each,
    );
}

/** Whether a copy has what was decided, or had before; versions of copies are not known. */
export function isStillOwn({ decision, ofCopies }: Made, seq: number, copy: Item | undefined): boolean {
  const now = copy && decisionOf(copy);
  return [decision, ofCopies.get(seq)].some((own) => own && now && saysSame(own, now));
}

/** A box belongs to one image: decisions about its copies have none. */
const saysSame = (one: Decision, other: Decision): boolean =>
  one.verdict === other.verdict &&
  (one.reason ?? null) === (other.reason ?? null) &&
  (one.note ?? null) === (other.note ?? null);

/** Whether both say the same, and show the mark in the same place. */
export function isSameDecision(one: Decision, other: Decision): boolean {
  const sides = ["x1", "y1", "x2", "y2"] as const;
  return saysSame(one, other) && sides.every((side) => one.box?.[side] === other.box?.[side]);
}

export function together(decisions: Iterable<[number, Decision]>): Others {
  const groups = new Map<string, { seqs: number[]; decision: Decision }>();
  for (const [seq, decision] of decisions) {
    const key = JSON.stringify(decision);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { seqs: [seq], decision });
    else group.seqs.push(seq);
  }
  return [...groups.values()];
}

/** What is decided about an item now, as it is sent. */
export function decisionOf({ result }: Item): Decision {
  const { verdict = null, reason = null, note = null, box, by_rule } = result?.Review ?? {};
  return { verdict, reason, note, ...(box !== undefined && { box }), ...(by_rule !== undefined && { by_rule }) };
}

export const versionOf = (item: Item | undefined): number => item?.result?.Review_Version ?? 0;
