import { z } from "zod";
import { verdictSchema } from "./result.ts";
import { statusSchema } from "./status.ts";
import type { Status } from "./status.ts";

const timestamp = z.string();
const batchCounts = {
  batch_id: z.string(),
  processed: z.int(),
  total: z.int(),
  valid: z.int(),
  invalid: z.int(),
  error: z.int(),
};

/** The first frame of every connection: all that a client who was away has missed. */
export const connectedEventSchema = z.object({
  event: z.literal("connected"),
  message: z.enum(["connected", "reconnected"]),
  client_id: z.string().nullable(),
  batches: z.array(statusSchema),
  recovered_batches: z.array(z.string()),
});

/** One finished item. `seq` grows by one with each of a batch's progress events. */
export const progressEventSchema = z.object({
  event: z.literal("progress"),
  ...batchCounts,
  seq: z.int(),
  percentage: z.number(),
  eta_seconds: z.number().nullable(),
  current_file: z.string().optional(),
  current_url: z.string().optional(),
  current_status: verdictSchema,
  timestamp,
});
export type ProgressEvent = z.infer<typeof progressEventSchema>;

/** Several finished items in one frame (`?v=2`); `seq` is that of the last of them. */
export const coalescedProgressEventSchema = progressEventSchema
  .omit({ current_file: true, current_url: true, current_status: true })
  .extend({ items: z.array(z.object({ seq: z.int(), name: z.string(), status: verdictSchema })) });
export type CoalescedProgressEvent = z.infer<typeof coalescedProgressEventSchema>;

/** Some images of a batch failed for a passing reason and are tried again. */
export const retryStartEventSchema = z.object({
  event: z.literal("retry_start"),
  batch_id: z.string(),
  retry_total: z.int(),
  timestamp,
});
export type RetryStartEvent = z.infer<typeof retryStartEventSchema>;

export const completeEventSchema = z.object({
  event: z.literal("complete"),
  ...batchCounts,
  percentage: z.literal(100),
  status: z.literal("completed"),
  timestamp,
});
export type CompleteEvent = z.infer<typeof completeEventSchema>;

/** The event that says a batch is finished, from its final counts. */
export function completeEventOf(batch: Pick<Status, "batch_id" | "counts" | "completed_at">): CompleteEvent {
  const { processed, total, valid, invalid, error } = batch.counts;
  const timestamp = batch.completed_at ?? new Date().toISOString();
  return {
    event: "complete",
    batch_id: batch.batch_id,
    processed,
    total,
    valid,
    invalid,
    error,
    percentage: 100,
    status: "completed",
    timestamp,
  };
}

/** Something about a whole batch went wrong, in a sentence. */
export const errorEventSchema = z.object({
  event: z.literal("error"),
  batch_id: z.string(),
  error: z.string(),
  timestamp,
});
export type ErrorEvent = z.infer<typeof errorEventSchema>;

export const heartbeatAckEventSchema = z.object({ event: z.literal("heartbeat_ack"), timestamp });

/** What travels from workers to gateways. */
export const batchEventSchema = z.discriminatedUnion("event", [
  progressEventSchema,
  retryStartEventSchema,
  completeEventSchema,
  errorEventSchema,
]);
export type BatchEvent = z.infer<typeof batchEventSchema>;

/** What a socket may receive. */
export const serverEventSchema = z.union([
  connectedEventSchema,
  coalescedProgressEventSchema,
  batchEventSchema,
  heartbeatAckEventSchema,
]);
export type ServerEvent = z.infer<typeof serverEventSchema>;
export type ConnectedEvent = z.infer<typeof connectedEventSchema>;

/** The only thing a client says. */
export const heartbeatSchema = z.object({ event: z.literal("heartbeat") });
