import type { BatchId } from "@symphony/contract";
import { putIfAbsent, readIfPresent, readJson, removeFile, replaceFile, syncDir } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";
import type { MailMarkers } from "../port.ts";
import { readControl } from "../state/control.ts";
import { markReopened } from "../state/reopened.ts";
import {
  encodeMailIntent,
  mailBatchesSchema,
  mailDoneSchema,
  mailIntentSchema,
  mailOfSchema,
} from "./marker-schemas.ts";
import type { MailDone, MailIntent } from "./marker-schemas.ts";

/** The same mail has the same Message-ID, whatever process sends it. */
export const newIntent = (
  batchId: BatchId,
  run: number,
  host: string,
  askedAt = new Date().toISOString(),
): MailIntent => ({
  run,
  message_id: `<${batchId}${run === 0 ? "" : `.${run}`}@${host}>`,
  asked_at: askedAt,
});

export function createMailMarkers(paths: Paths): MailMarkers {
  const readOf = (batchId: BatchId, run: number) => readJson(paths.mailOf(batchId, run), mailOfSchema);
  const readBatches = (batchId: BatchId, run: number) => readJson(paths.mailBatches(batchId, run), mailBatchesSchema);
  const runOf = async (batchId: BatchId): Promise<number> => (await readControl(paths, batchId)).run;

  return {
    async intend(batchId, host) {
      const run = await runOf(batchId);
      const intent = encodeMailIntent(newIntent(batchId, run, host));
      await putIfAbsent(paths.mailIntent(batchId, run), intent, paths.batch(batchId));
    },
    async askAgain(batchId, host, askedAt) {
      await markReopened(paths, batchId);
      const run = await runOf(batchId);
      const intent: MailIntent = { ...newIntent(batchId, run, host, askedAt), again: true };
      await replaceFile(paths.mailIntent(batchId, run), encodeMailIntent(intent));
      await removeFile(paths.mailDone(batchId, run));
      await syncDir(paths.batch(batchId));
    },
    async intent(batchId) {
      const run = await runOf(batchId);
      const intent = await readJson(paths.mailIntent(batchId, run), mailIntentSchema);
      if (intent === undefined || intent.again === true) return intent;
      const [of, batches] = [await readOf(batchId, run), await readBatches(batchId, run)];
      return { ...intent, ...(of && { of: of.of }), ...(batches && { digest: batches.batches }) };
    },
    async due(batchId) {
      const intent = await this.intent(batchId);
      if (intent === undefined) return undefined;
      return (await readIfPresent(paths.mailDone(batchId, intent.run))) === undefined ? intent : undefined;
    },
    async claim(batchId, { run }, of) {
      const isMine = await putIfAbsent(paths.mailOf(batchId, run), JSON.stringify({ of }), paths.batch(batchId));
      return isMine ? of : ((await readOf(batchId, run))?.of ?? of);
    },
    async list(batchId, { run }, batches) {
      const text = JSON.stringify({ batches });
      const isMine = await putIfAbsent(paths.mailBatches(batchId, run), text, paths.batch(batchId));
      return isMine ? batches : ((await readBatches(batchId, run))?.batches ?? batches);
    },
    async done(batchId, intent, outcome) {
      const done: MailDone = { outcome, message_id: intent.message_id, at: new Date().toISOString() };
      const text = JSON.stringify(mailDoneSchema.parse(done));
      await putIfAbsent(paths.mailDone(batchId, intent.run), text, paths.batch(batchId));
    },
    outcome: async (batchId) => readJson(paths.mailDone(batchId, await runOf(batchId)), mailDoneSchema),
  };
}
