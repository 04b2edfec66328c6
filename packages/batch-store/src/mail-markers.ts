import { mailDoneSchema, mailIntentSchema } from "@symphony/contract";
import type { BatchId, MailDone, MailIntent } from "@symphony/contract";
import { readControl } from "./control.ts";
import { putOnce, readIfThere, removeFile, replaceFile, syncDir } from "./durable.ts";
import type { Paths } from "./paths.ts";

/**
 * The mail of a batch's present generation, from what is to what was done:
 *
 *   nothing ──intend──► intended ──done──► done ──askAgain──► intended
 *
 * What is intended and not done is sent by whoever finds it, with the same Message-ID each time: SMTP cannot
 * promise once (RFC 1047), but a mail that comes twice so shows once.
 */
export interface MailMarkers {
  /** Notes that a mail is to go out when the batch is finished; what was noted before stays. */
  intend(batchId: BatchId, host: string): Promise<void>;
  /** Has it sent once more, also when it went out already. */
  askAgain(batchId: BatchId, host: string, askedAt: string): Promise<void>;
  /** The mail that is still to be sent. */
  due(batchId: BatchId): Promise<MailIntent | undefined>;
  done(batchId: BatchId, intent: MailIntent, outcome: MailDone["outcome"]): Promise<void>;
}

export function createMailMarkers(paths: Paths): MailMarkers {
  const newIntent = (
    batchId: BatchId,
    generation: number,
    host: string,
    askedAt = new Date().toISOString(),
  ): MailIntent => ({
    generation,
    message_id: `<${batchId}${generation === 0 ? "" : `.${generation}`}@${host}>`,
    asked_at: askedAt,
  });
  const generationOf = async (batchId: BatchId): Promise<number> => (await readControl(paths, batchId)).generation;

  return {
    async intend(batchId, host) {
      const generation = await generationOf(batchId);
      await putOnce(
        paths.mailIntent(batchId, generation),
        JSON.stringify(newIntent(batchId, generation, host)),
        paths.batch(batchId),
      );
    },
    async askAgain(batchId, host, askedAt) {
      const generation = await generationOf(batchId);
      await replaceFile(
        paths.mailIntent(batchId, generation),
        JSON.stringify(newIntent(batchId, generation, host, askedAt)),
      );
      await removeFile(paths.mailDone(batchId, generation));
      await syncDir(paths.batch(batchId));
    },
    async due(batchId) {
      const generation = await generationOf(batchId);
      const intent = await readIfThere(paths.mailIntent(batchId, generation));
      if (intent === undefined) return undefined;
      const [wanted, done] = [
        mailIntentSchema.parse(JSON.parse(intent)),
        await readIfThere(paths.mailDone(batchId, generation)),
      ];
      return done === undefined ? wanted : undefined;
    },
    async done(batchId, intent, outcome) {
      const done: MailDone = { outcome, message_id: intent.message_id, at: new Date().toISOString() };
      await putOnce(
        paths.mailDone(batchId, intent.generation),
        JSON.stringify(mailDoneSchema.parse(done)),
        paths.batch(batchId),
      );
    },
  };
}
