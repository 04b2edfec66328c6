import { z } from "zod";

/**
 * The states of a batch.
 *
 *   initialized ──submit──► processing ──finish──► completed
 *                             │   ▲                    │
 *                       pause │   │ resume             │ start a run
 *                             ▼   │                    ▼
 *                           paused                 processing
 *
 *   processing, paused ──cancel──► cancelled
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

/** Derives `processed` and `pending`, so that the counts always add up. */
export function countsOf(part: Pick<Counts, "total" | "valid" | "invalid" | "error">): Counts {
  const { total, valid, invalid, error } = part;
  const processed = valid + invalid + error;
  return { total, valid, invalid, error, processed, pending: total - processed };
}
