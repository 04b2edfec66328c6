import { countsOf } from "@symphony/contract";
import type { Counts, Verdict } from "@symphony/contract";

/** The progress of a batch as its store has it. */
export interface BatchProgress {
  status: "processing" | "paused" | "cancelled";
  /** By seq, of the items that are done. */
  verdicts: ReadonlyMap<number, Verdict>;
  /** Progress events so far, those of earlier runs included. */
  events: number;
  /** When the newest run started. Default: when the batch was accepted. */
  startedAt?: string;
}

/** The progress of a batch without any result. */
export const NOT_STARTED: BatchProgress = { status: "processing", verdicts: new Map(), events: 0 };

/** Counts the verdicts of the items that are done. */
export function countsFrom(batch: Pick<Counts, "total">, verdicts: ReadonlyMap<number, Verdict>): Counts {
  const tally: Record<Verdict, number> = { Valid: 0, Invalid: 0, Error: 0 };
  for (const verdict of verdicts.values()) tally[verdict] += 1;
  return countsOf({ total: batch.total, valid: tally.Valid, invalid: tally.Invalid, error: tally.Error });
}
