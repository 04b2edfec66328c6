import { z } from "zod";
import { batchIdSchema } from "@symphony/contract";

/** A chunk job as it is stored. `generation` is the number of the run: older versions read and write this key. */
const chunkJobDataSchema = z.object({
  batchId: batchIdSchema,
  chunk: z.int().min(0),
  /** Set when the chunk is cut into several jobs. */
  part: z.int().min(0).optional(),
  generation: z.int().min(0),
  itemIds: z.array(z.int().min(0)).min(1),
});
export type ChunkJobData = z.infer<typeof chunkJobDataSchema>;

/** Items of one chunk to inspect, in one run of a batch. Jobs carry ids; the bytes stay in the store. */
export const chunkJobSchema = chunkJobDataSchema.transform(({ generation, ...rest }) => ({ ...rest, run: generation }));
export type ChunkJob = z.infer<typeof chunkJobSchema>;

export function encodeChunkJob({ run, ...rest }: ChunkJob): ChunkJobData {
  return { ...rest, generation: run };
}

/** The same items have the same id in every run of recovery. */
export function chunkJobId({ batchId, chunk, part, run }: ChunkJob): string {
  return `${batchId}-${run === 0 ? "" : `r${run}-`}${chunk}${part === undefined ? "" : `-${part}`}`;
}

/** Finishes a batch. Does nothing while items have no result, and when the batch is finished already. */
export const finishJobSchema = z.object({ batchId: batchIdSchema });
export type FinishJob = z.infer<typeof finishJobSchema>;

/** Sends the mail of a finished batch, once. */
export const emailJobSchema = z.object({ batchId: batchIdSchema });
export type EmailJob = z.infer<typeof emailJobSchema>;

/** Delivers the webhook of a finished batch, once. */
export const webhookJobSchema = z.object({ batchId: batchIdSchema });
export type WebhookJob = z.infer<typeof webhookJobSchema>;

/** Writes the CSV of a finished batch to the bucket that its images came from. */
export const writeBackJobSchema = z.object({ batchId: batchIdSchema });
export type WriteBackJob = z.infer<typeof writeBackJobSchema>;

/** Says what a version of a brand is expected to find, once. */
export const estimateJobSchema = z.object({ name: z.string(), version: z.int().min(1) });
export type EstimateJob = z.infer<typeof estimateJobSchema>;

/**
 * Work that belongs to no batch: `recover-all` compares all batches with the queue, `recover-stuck` those without
 * progress, `clean-up` removes what is past its retention, `self-check` looks for what contradicts itself.
 */
export const maintenanceJobSchema = z.object({
  task: z.enum(["recover-all", "recover-stuck", "clean-up", "self-check"]),
});
export type MaintenanceJob = z.infer<typeof maintenanceJobSchema>;
