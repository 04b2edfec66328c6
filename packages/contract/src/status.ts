import { z } from "zod";
import { batchStatusSchema, countsSchema } from "./batch.ts";
import type { BatchStatus, Counts } from "./batch.ts";

/** A batch as clients see it. Counts are both nested and flat, because existing clients read either. */
export const statusSchema = z
  .object({
    batch_id: z.string(),
    status: batchStatusSchema,
    counts: countsSchema,
    progress: z.number().min(0).max(100),
    progress_percentage: z.number().min(0).max(100),
    processed: z.int(),
    total: z.int(),
    valid: z.int(),
    invalid: z.int(),
    error: z.int(),
    /** Seconds until the end at the current pace; null before the first item and while nothing runs. */
    eta_seconds: z.number().nullable(),
    created_at: z.string(),
    /** When the newest run started: with the first run, when the batch was accepted. Null before that. */
    started_at: z.string().nullable(),
    completed_at: z.string().nullable(),
    /** Unfinished batches accepted before this one; 0 when it is next or running; null when it is not processing. */
    queue_position: z.int().nullable(),
    /** Number of progress events so far. A client ignores events up to this one. */
    seq: z.int().min(0),
    uploading: z.boolean().optional().meta({
      description: "Only while initialized: whether its images seem to be on their way, or nothing came for a while.",
    }),
  })
  .meta({ id: "Status" });
export type Status = z.infer<typeof statusSchema>;

/** A status without the fields that follow from the others. */
export interface StatusFacts {
  batch_id: string;
  status: BatchStatus;
  counts: Counts;
  created_at: string;
  started_at: string | null;
  completed_at: string | null;
  eta_seconds: number | null;
  queue_position: number | null;
  seq: number;
}

/** Percentage with one decimal, rounded down: 100 means that nothing is pending. */
function percentageOf(counts: Pick<Counts, "processed" | "total">): number {
  if (counts.total === 0) return 0;
  return Math.floor((1000 * counts.processed) / counts.total) / 10;
}

export function statusOf(facts: StatusFacts): Status {
  const progress = percentageOf(facts.counts);
  const { processed, total, valid, invalid, error } = facts.counts;
  return { ...facts, progress, progress_percentage: progress, processed, total, valid, invalid, error };
}
