import { z } from "zod";
import { BATCH_STATUSES } from "./batch.ts";
import { reviewSchema, verdictSchema } from "./result.ts";
import { statusSchema } from "./status.ts";

/** Names of all events. Code that publishes, sends or matches an event takes its name from here. */
export const EVENT = {
  connected: "connected",
  progress: "progress",
  retryStart: "retry_start",
  complete: "complete",
  error: "error",
  status: "status",
  review: "review",
  heartbeat: "heartbeat",
  heartbeatAck: "heartbeat_ack",
} as const;

/** Events that are published about a batch. */
export const BATCH_EVENTS = [
  EVENT.progress,
  EVENT.retryStart,
  EVENT.complete,
  EVENT.error,
  EVENT.status,
  EVENT.review,
] as const;

/** ISO 8601. A socket without `?v=2` gets seconds since 1970 instead, with fractions, as in the original service. */
const timestamp = z.string();
const batchCounts = {
  batch_id: z.string(),
  processed: z.int(),
  total: z.int(),
  valid: z.int(),
  invalid: z.int(),
  error: z.int(),
};

/** The first frame of every connection: a full snapshot, so that a client that was away misses nothing. */
export const connectedEventSchema = z.object({
  event: z.literal(EVENT.connected),
  message: z.enum(["connected", "reconnected"]),
  client_id: z.string().nullable(),
  batches: z.array(statusSchema),
  recovered_batches: z.array(z.string()),
});
export type ConnectedEvent = z.infer<typeof connectedEventSchema>;

/** One finished item. `seq` grows by one with each progress event of a batch. */
export const progressEventSchema = z.object({
  event: z.literal(EVENT.progress),
  ...batchCounts,
  seq: z.int(),
  percentage: z.number(),
  eta_seconds: z.number().nullable(),
  /** The item's place in upload order. Workers of older versions leave it out. */
  item_seq: z.int().optional(),
  current_file: z.string().optional(),
  current_url: z.string().optional(),
  current_status: verdictSchema,
  timestamp,
});
export type ProgressEvent = z.infer<typeof progressEventSchema>;

/** A finished item in a coalesced frame; `seq` is its place in upload order. */
export const coalescedItemSchema = z.object({ seq: z.int(), name: z.string(), status: verdictSchema });

/** Several finished items in one frame (`?v=2`). `seq` and the counts are those of the newest event. */
export const coalescedProgressEventSchema = progressEventSchema
  .omit({ item_seq: true, current_file: true, current_url: true, current_status: true })
  .extend({ items: z.array(coalescedItemSchema) });
export type CoalescedProgressEvent = z.infer<typeof coalescedProgressEventSchema>;

/** A new run started for `retry_total` items of a batch. */
export const retryStartEventSchema = z.object({
  event: z.literal(EVENT.retryStart),
  batch_id: z.string(),
  retry_total: z.int(),
  timestamp,
});
export type RetryStartEvent = z.infer<typeof retryStartEventSchema>;

export const completeEventSchema = z.object({
  event: z.literal(EVENT.complete),
  ...batchCounts,
  percentage: z.literal(100),
  status: z.literal("completed"),
  timestamp,
});
export type CompleteEvent = z.infer<typeof completeEventSchema>;

/** A batch ended early, with the reason as a sentence. */
export const errorEventSchema = z.object({
  event: z.literal(EVENT.error),
  batch_id: z.string(),
  error: z.string(),
  timestamp,
});
export type ErrorEvent = z.infer<typeof errorEventSchema>;

/** A batch was paused, resumed, cancelled, retried, re-evaluated or deleted. `run` is the run that this is about. */
export const statusEventSchema = z.object({
  event: z.literal(EVENT.status),
  batch_id: z.string(),
  status: z.enum([...BATCH_STATUSES, "deleted"]),
  run: z.int().min(0),
  timestamp,
});
export type StatusEvent = z.infer<typeof statusEventSchema>;

/** Somebody decided about an item. Only sockets with `?v=2` get it. */
export const reviewEventSchema = z.object({
  event: z.literal(EVENT.review),
  batch_id: z.string(),
  seq: z.int(),
  review: reviewSchema.nullable(),
  effective: verdictSchema,
  version: z.int(),
  timestamp,
});
export type ReviewEvent = z.infer<typeof reviewEventSchema>;

/** Echoes the timestamp of the heartbeat as it came; null when there was none. */
export const heartbeatAckEventSchema = z.object({
  event: z.literal(EVENT.heartbeatAck),
  timestamp: z.unknown().optional(),
});

/** An event that is published about a batch. */
export const batchEventSchema = z.discriminatedUnion("event", [
  progressEventSchema,
  retryStartEventSchema,
  completeEventSchema,
  errorEventSchema,
  statusEventSchema,
  reviewEventSchema,
]);
export type BatchEvent = z.infer<typeof batchEventSchema>;

/** Any frame that a client may receive. */
export const serverEventSchema = z.union([
  connectedEventSchema,
  coalescedProgressEventSchema,
  batchEventSchema,
  heartbeatAckEventSchema,
]);
export type ServerEvent = z.infer<typeof serverEventSchema>;

/** The only frame that a client sends. */
export const heartbeatSchema = z.object({ event: z.literal(EVENT.heartbeat), timestamp: z.unknown().optional() });
