import { z } from "zod";
import { countsSchema } from "./batch.ts";
import { batchIdSchema, clientIdSchema } from "./ids.ts";

/** The address that is notified when a batch ends. */
export const webhookUrlSchema = z
  .url({ protocol: /^https?$/, error: "must be an http or https address" })
  .max(2048)
  .refine((text) => !/^https?:\/\/[^/?#]*@/i.test(text), "must not carry a user name or password");

/** The body of a webhook request. `delivery` is the same in every attempt, so that a receiver can drop duplicates. */
export const webhookPayloadSchema = z.object({
  event: z.enum(["batch.completed", "batch.cancelled"]),
  delivery: z.string(),
  batch_id: batchIdSchema,
  client_id: clientIdSchema.nullable(),
  counts: countsSchema,
  created_at: z.string(),
  completed_at: z.string(),
  /** Paths below the API's own address. */
  links: z.object({ status: z.string(), results: z.string(), csv: z.string() }),
});
export type WebhookPayload = z.infer<typeof webhookPayloadSchema>;

/** One attempt: the receiver's HTTP status, or the reason why there is none. */
export const webhookAttemptSchema = z.object({
  at: z.string(),
  http_status: z.int().nullable(),
  error: z.string().nullable(),
  ms: z.int().min(0),
});
export type WebhookAttempt = z.infer<typeof webhookAttemptSchema>;

/** The delivery log of a batch: `none` without a webhook, `waiting` before the end and between attempts. */
export const webhookLogSchema = z.object({
  batch_id: batchIdSchema,
  webhook_url: z.string().nullable(),
  state: z.enum(["none", "waiting", "delivered", "failed"]),
  attempts: z.array(webhookAttemptSchema),
});
export type WebhookLog = z.infer<typeof webhookLogSchema>;
