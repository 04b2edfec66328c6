import { z } from "zod";

/**
 * `mail.intent`: that a mail is to be sent when the batch is finished, or was asked for again. Kept by its
 * generation; `message_id` is made from the two, so that a mail sent twice is one mail for who gets it.
 */
const mailIntentFileSchema = z.object({ generation: z.int().min(0), message_id: z.string(), asked_at: z.string() });
export const mailIntentSchema = mailIntentFileSchema.transform(({ generation, ...rest }) => ({
  ...rest,
  run: generation,
}));

export type MailIntent = z.infer<typeof mailIntentSchema>;

export function encodeMailIntent({ run, ...rest }: MailIntent): string {
  return JSON.stringify({ ...rest, generation: run } satisfies z.infer<typeof mailIntentFileSchema>);
}

/** `mail.done`: what became of it. Only `sent` means that a server took it. */
export const mailDoneSchema = z.object({
  outcome: z.enum(["sent", "refused", "limited"]),
  message_id: z.string(),
  at: z.string(),
});

export type MailDone = z.infer<typeof mailDoneSchema>;

/** `webhook.done`: what became of it, for good. */
export const webhookDoneSchema = z.object({ outcome: z.enum(["delivered", "failed"]), at: z.string() });

export type WebhookDone = z.infer<typeof webhookDoneSchema>;
