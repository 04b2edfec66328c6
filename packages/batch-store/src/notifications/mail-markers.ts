import { encodeMailIntent, mailDoneSchema, mailIntentSchema } from "./marker-schemas.ts";
import type { MailDone, MailIntent } from "./marker-schemas.ts";
import type { BatchId } from "@symphony/contract";
import { readControl } from "../state/control.ts";
import { putOnce, readIfThere, removeFile, replaceFile, syncDir } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";

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
  const newIntent = (batchId: BatchId, run: number, host: string, askedAt = new Date().toISOString()): MailIntent => ({
    run,
    message_id: `<${batchId}${run === 0 ? "" : `.${run}`}@${host}>`,
    asked_at: askedAt,
  });
  const runOf = async (batchId: BatchId): Promise<number> => (await readControl(paths, batchId)).run;

  return {
    async intend(batchId, host) {
      const run = await runOf(batchId);
      await putOnce(
        paths.mailIntent(batchId, run),
        encodeMailIntent(newIntent(batchId, run, host)),
        paths.batch(batchId),
      );
    },
    async askAgain(batchId, host, askedAt) {
      const run = await runOf(batchId);
      await replaceFile(paths.mailIntent(batchId, run), encodeMailIntent(newIntent(batchId, run, host, askedAt)));
      await removeFile(paths.mailDone(batchId, run));
      await syncDir(paths.batch(batchId));
    },
    async due(batchId) {
      const run = await runOf(batchId);
      const intent = await readIfThere(paths.mailIntent(batchId, run));
      if (intent === undefined) return undefined;
      const [wanted, done] = [
        mailIntentSchema.parse(JSON.parse(intent)),
        await readIfThere(paths.mailDone(batchId, run)),
      ];
      return done === undefined ? wanted : undefined;
    },
    async done(batchId, intent, outcome) {
      const done: MailDone = { outcome, message_id: intent.message_id, at: new Date().toISOString() };
      await putOnce(
        paths.mailDone(batchId, intent.run),
        JSON.stringify(mailDoneSchema.parse(done)),
        paths.batch(batchId),
      );
    },
  };
}
