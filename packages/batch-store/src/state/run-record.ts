import { z } from "zod";
import type { BatchId } from "@symphony/contract";
import { readJson } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";
import { StoreError } from "../store-error.ts";

const correctedFileSchema = z.object({
  seq: z.int().min(0),
  /** As the person who corrected it sent it; the item keeps its own name. */
  name: z.string(),
  stored: z.string(),
  size: z.int().min(0).optional(),
  sha256: z.string().optional(),
});
export type CorrectedFile = z.infer<typeof correctedFileSchema>;

const correctionsSchema = z.object({
  /**
   * Where the files wait in the folder of the batch until the run is started. It names the process that decided the
   * run: an `owner` would have versions without corrections start it.
   */
  folder: z.string(),
  /** Who sent them. */
  by: z.string(),
  files: z.array(correctedFileSchema),
});
export type Corrections = z.infer<typeof correctionsSchema>;

/**
 * `retries/<run>.json`: the items of a later run, and the number of progress events before it. Put in place once;
 * with it the run is decided, and any process that finds it can start it.
 */
export const runRecordSchema = z.object({
  seqs: z.union([z.array(z.int().min(0)), z.literal("all")]),
  events_before: z.int().min(0),
  /** Absent in records of older versions. */
  began_at: z.string().optional(),
  /** Replaces the threshold of every stage from this run on. */
  threshold: z.number().min(0).max(1).optional(),
  /** The process that decided the run and starts it. */
  owner: z.string().optional(),
  /** Older versions had some results ready: the folder that becomes that of the run's results. Names its owner. */
  draft: z.string().optional(),
  /** Files that replace those of the run's items. */
  corrections: correctionsSchema.optional(),
});

export type RunRecord = z.infer<typeof runRecordSchema>;

export function findRun(paths: Paths, batchId: BatchId, run: number): Promise<RunRecord | undefined> {
  return readJson(paths.runRecord(batchId, run), runRecordSchema);
}

/** @throws {StoreError} `missing` when the run has no record: the batch was removed, or its folder is damaged */
export async function readRun(paths: Paths, batchId: BatchId, run: number): Promise<RunRecord> {
  const record = await findRun(paths, batchId, run);
  if (record === undefined) throw new StoreError("missing", `Run ${run} of batch ${batchId} has no record.`);
  return record;
}

/** Items of a run, in order. */
export function seqsOf({ seqs }: Pick<RunRecord, "seqs">, { total }: { total: number }): readonly number[] {
  return seqs === "all" ? allSeqs(total) : seqs;
}

export const allSeqs = (total: number): readonly number[] => Array.from({ length: total }, (_, seq) => seq);
