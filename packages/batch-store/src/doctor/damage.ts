import type { BatchId } from "@symphony/contract";

/** What may contradict itself in a store. */
export const DAMAGE_KINDS = [
  /** The manifest or the list of items: what was accepted is not known any more. */
  "accepted",
  /** An item without a result whose image is gone or changed. */
  "payload",
  /** A result that is damaged, missing in a finished batch, or of another item. */
  "result",
  /** A result of no item. */
  "stray_result",
  /** The CSV of a finished batch. */
  "csv",
  /** Counts that disagree with the results. */
  "counts",
  /** The list of items that ended in an error. */
  "failed_list",
  /** What a finish or an upload left that was interrupted. */
  "leftovers",
  /** A file that belongs to nothing. */
  "foreign",
  /** A record that cannot be read. */
  "unreadable",
] as const;
export type DamageKind = (typeof DAMAGE_KINDS)[number];

export interface Damage {
  kind: DamageKind;
  batchId: BatchId | undefined;
  /** One sentence. */
  what: string;
  repaired: boolean;
}

/** A contradiction, and how it is repaired where the rest of the ledger says what is true. */
export interface Finding {
  kind: DamageKind;
  what: string;
  repair?: () => Promise<unknown>;
}

/** Repairs what can be repaired if that is asked for. */
export async function treat(batchId: BatchId | undefined, findings: Finding[], repair: boolean): Promise<Damage[]> {
  const damages: Damage[] = [];
  for (const { kind, what, repair: carryOut } of findings) {
    const repaired = repair && carryOut !== undefined;
    if (repaired) await carryOut();
    damages.push({ kind, batchId, what, repaired });
  }
  return damages;
}
