import { z } from "zod";
import { countsSchema } from "./batch.ts";
import { batchIdSchema, clientIdSchema } from "./ids.ts";

/** Where the news of a batch's end are to be sent. */
export const webhookUrlSchema = z
  .url({ protocol: /^https?$/, error: "webhook_url must be an http or https address" })
  .max(2048)
  .refine((text) => !/^https?:\/\/[^/?#]*@/i.test(text), "webhook_url must not carry a user name or password");

/** What is sent. `delivery` is the same in every try, so that who gets it twice can tell. */
export const webhookPayloadSchema = z.object({
  event: z.enum(["batch.completed", "batch.cancelled"]),
  delivery: z.string(),
  batch_id: batchIdSchema,
  client_id: clientIdSchema.nullable(),
  counts: countsSchema,
  created_at: z.string(),
  completed_at: z.string(),
  /** Paths of the API that sent it. */
  links: z.object({ status: z.string(), results: z.string(), csv: z.string() }),
});
export type WebhookPayload = z.infer<typeof webhookPayloadSchema>;

/** One try: the receiver's HTTP status, or why there is none. */
export const webhookAttemptSchema = z.object({
  at: z.string(),
  http_status: z.int().nullable(),
  error: z.string().nullable(),
  ms: z.int().min(0),
});
export type WebhookAttempt = z.infer<typeof webhookAttemptSchema>;

/** The delivery log of a batch: `none` without a webhook, `waiting` before the end and between tries. */
export const webhookLogSchema = z.object({
  batch_id: batchIdSchema,
  webhook_url: z.string().nullable(),
  state: z.enum(["none", "waiting", "delivered", "failed"]),
  attempts: z.array(webhookAttemptSchema),
});
export type WebhookLog = z.infer<typeof webhookLogSchema>;
