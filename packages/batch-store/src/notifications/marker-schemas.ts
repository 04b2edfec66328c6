import { z } from "zod";
import { batchIdSchema } from "@symphony/contract";

/**
 * `mail.intent`: a mail is to be sent when the batch is finished, or was asked for again. `message_id` is made of
 * batch and run, so that a mail sent twice shows as one. `generation` is the number of the run; the key is older
 * than the word.
 */
const mailIntentFileSchema = z.object({
  generation: z.int().min(0),
  message_id: z.string(),
  asked_at: z.string(),
  /** A person asked for it: it is a mail of its own, sent at once. */
  again: z.literal(true).optional(),
  /** The batches of the mail that tells of this one; the mail is that of the first. It may have been sent. */
  digest: z.array(batchIdSchema).min(1).optional(),
});
export const mailIntentSchema = mailIntentFileSchema.transform(({ generation, ...rest }) => ({
  ...rest,
  run: generation,
}));

export type MailIntent = z.infer<typeof mailIntentSchema>;

export function encodeMailIntent({ run, ...rest }: MailIntent): string {
  return JSON.stringify({ ...rest, generation: run } satisfies z.infer<typeof mailIntentFileSchema>);
}

/** `mail.done`: what became of the mail. Only `sent` means that a server took it. */
export const mailDoneSchema = z.object({
  outcome: z.enum(["sent", "refused", "limited"]),
  message_id: z.string(),
  at: z.string(),
});

export type MailDone = z.infer<typeof mailDoneSchema>;

/** `webhook.done`: what became of the webhook; there are no more attempts. */
export const webhookDoneSchema = z.object({ outcome: z.enum(["delivered", "failed"]), at: z.string() });

export type WebhookDone = z.infer<typeof webhookDoneSchema>;
