import { z } from "zod";
import { batchIdSchema } from "@symphony/contract";
import type { BatchId } from "@symphony/contract";

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
  /** Written by an older version: the batches of the mail that tells of this one, that of the mail first. */
  digest: z.array(batchIdSchema).min(1).optional(),
});
export const mailIntentSchema = mailIntentFileSchema.transform(({ generation, ...rest }): MailIntent => ({
  ...rest,
  ...(rest.digest && { of: rest.digest[0] as BatchId }),
  run: generation,
}));

/** A mail that is to be sent. */
export interface MailIntent {
  run: number;
  message_id: string;
  asked_at: string;
  again?: true | undefined;
  /** The batch whose mail tells of this one, once it is decided. */
  of?: BatchId | undefined;
  /** The batches that the mail of this one tells of, once they are decided. */
  digest?: readonly BatchId[] | undefined;
}

export function encodeMailIntent({ run, message_id, asked_at, again }: MailIntent): string {
  const file: z.infer<typeof mailIntentFileSchema> = { message_id, asked_at, again, generation: run };
  return JSON.stringify(file);
}

/** `mail.of`: which batch's mail tells of this one. Decided once. */
export const mailOfSchema = z.object({ of: batchIdSchema });

/** `mail.batches`: which batches the mail of this one tells of. Decided once. */
export const mailBatchesSchema = z.object({ batches: z.array(batchIdSchema).min(1) });

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
