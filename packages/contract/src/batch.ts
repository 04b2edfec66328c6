import { z } from "zod";
import type { Verdict } from "./result.ts";

/**
 * The states of a batch.
 *
 *   initialized ──accept──► processing ──last row, finish──► completed
 *                             │   ▲
 *                             ▼   │
 *                           paused        processing, paused ──► cancelled
 */
export const BATCH_STATUSES = ["initialized", "processing", "paused", "completed", "cancelled"] as const;
export const batchStatusSchema = z.enum(BATCH_STATUSES);
export type BatchStatus = z.infer<typeof batchStatusSchema>;

export const countsSchema = z
  .object({
    total: z.int().min(0),
    valid: z.int().min(0),
    invalid: z.int().min(0),
    error: z.int().min(0),
    processed: z.int().min(0),
    pending: z.int().min(0),
  })
  .meta({ id: "Counts" });
export type Counts = z.infer<typeof countsSchema>;

/** Counts from their three independent parts; `processed` and `pending` always follow. */
export function countsOf(part: Pick<Counts, "total" | "valid" | "invalid" | "error">): Counts {
  const { total, valid, invalid, error } = part;
  const processed = valid + invalid + error;
  return { total, valid, invalid, error, processed, pending: total - processed };
}

/** Counts from the verdicts of the items judged so far. */
export function countsFrom(batch: Pick<Counts, "total">, verdicts: ReadonlyMap<number, Verdict>): Counts {
  const tally: Record<Verdict, number> = { Valid: 0, Invalid: 0, Error: 0 };
  for (const verdict of verdicts.values()) tally[verdict] += 1;
  return countsOf({ total: batch.total, valid: tally.Valid, invalid: tally.Invalid, error: tally.Error });
}
