import { z } from "zod";
import { batchIdSchema } from "@symphony/contract";

/** A chunk job as it stands in Redis. `generation` is the number of the run; the key is older than the word. */
const chunkJobDataSchema = z.object({
  batchId: batchIdSchema,
  chunk: z.int().min(0),
  /** Of a chunk that is cut into several jobs. */
  part: z.int().min(0).optional(),
  generation: z.int().min(0),
  itemIds: z.array(z.int().min(0)).min(1),
});
export type ChunkJobData = z.infer<typeof chunkJobDataSchema>;

/** Some items of a chunk to inspect in one run of a batch. Jobs carry ids; the bytes stay in the ledger. */
export const chunkJobSchema = chunkJobDataSchema.transform(({ generation, ...rest }) => ({ ...rest, run: generation }));
export type ChunkJob = z.infer<typeof chunkJobSchema>;

export function encodeChunkJob({ run, ...rest }: ChunkJob): ChunkJobData {
  return { ...rest, generation: run };
}

/** Asks for a batch to be finished; harmless when it is not complete or already finished. */
export const finishJobSchema = z.object({ batchId: batchIdSchema });
export type FinishJob = z.infer<typeof finishJobSchema>;

/** Asks for the mail of a finished batch to be sent; harmless when it was sent already. */
export const emailJobSchema = z.object({ batchId: batchIdSchema });
export type EmailJob = z.infer<typeof emailJobSchema>;

/** Asks for a batch's webhook to be told of its end; harmless when it was told already. */
export const webhookJobSchema = z.object({ batchId: batchIdSchema });
export type WebhookJob = z.infer<typeof webhookJobSchema>;

/**
 * Work that belongs to no batch: `recover-all` compares every batch with the queue, `recover-stuck` those
 * that did not get on, `clean-up` removes what has had its time.
 */
export const maintenanceJobSchema = z.object({ task: z.enum(["recover-all", "recover-stuck", "clean-up"]) });
export type MaintenanceJob = z.infer<typeof maintenanceJobSchema>;
