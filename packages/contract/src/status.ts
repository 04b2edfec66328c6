import { z } from "zod";
import { batchStatusSchema, countsSchema } from "./batch.ts";
import type { BatchStatus, Counts } from "./batch.ts";

/** A batch as clients see it; the counts stand both nested and flat because existing clients read either. */
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
    /** Seconds until the last image at the pace so far; null before the first one and when nothing runs. */
    eta_seconds: z.number().nullable(),
    created_at: z.string(),
    /** When its images were taken in, or some of them again: since then they are judged. Null before. */
    started_at: z.string().nullable(),
    completed_at: z.string().nullable(),
    /** Unfinished batches accepted before this one; 0 is next or running; null when there is nothing to do. */
    queue_position: z.int().nullable(),
    /** The number of progress events so far: what a follower compares later events with. */
    seq: z.int().min(0),
  })
  .meta({ id: "Status" });
export type Status = z.infer<typeof statusSchema>;

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

/** Percentage with one decimal; never 100 while something is pending. */
export function percentageOf(counts: Pick<Counts, "processed" | "total">): number {
  if (counts.total === 0) return 0;
  return Math.floor((1000 * counts.processed) / counts.total) / 10;
}

export function statusOf(facts: StatusFacts): Status {
  const progress = percentageOf(facts.counts);
  const { processed, total, valid, invalid, error } = facts.counts;
  return { ...facts, progress, progress_percentage: progress, processed, total, valid, invalid, error };
}
