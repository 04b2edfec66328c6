import type { BatchManifest } from "@symphony/batch-store";
import type { FinishJob } from "@symphony/messaging";
import { UnfinishedError } from "@symphony/batch-store";
import type { BatchStore } from "@symphony/batch-store";
import type { Progress, Queues } from "@symphony/messaging";
import type { Logger } from "@symphony/service";
import { failRemainingItems } from "./fail-remaining-items.ts";

export interface FinalizeDeps {
  store: BatchStore;
  progress: Progress;
  queues: Queues;
  logger: Logger;
  /** Whether mails can be sent, and from which host. */
  mailHost: string | undefined;
  /** Has a finished batch's webhook told, where there is one. */
  startWebhook(manifest: BatchManifest): Promise<void>;
}

/** Finishes a batch whose rows are all there: results.csv, the marker, then the news. Harmless to repeat. */
export function createFinalizer({
  store,
  progress,
  queues,
  logger,
  mailHost,
  startWebhook,
}: FinalizeDeps): (job: FinishJob) => Promise<void> {
  return async ({ batchId }) => {
    const manifest = await store.manifest(batchId);
    if (manifest === undefined) return;
    const control = await store.control(batchId);
    try {
      if (control.status === "cancelled")
        await failRemainingItems({ store, progress }, manifest, "cancelled", "Not judged: the batch was cancelled.");
      // Noted before the end, sent after it: who dies in between leaves a mail that recovery finds.
      const mails = manifest.email !== null && mailHost !== undefined;
      if (mails) await store.mail.intend(batchId, mailHost);
      const final = await store.finish(manifest);
      if (await progress.complete(manifest, final))
        logger.info({ batch: batchId, ...final.counts }, `batch:${final.status}`);
      if (mails && (await store.mail.due(batchId)) !== undefined) await queues.addEmail(batchId);
      await startWebhook(manifest);
    } catch (error) {
      if (!(error instanceof UnfinishedError)) throw error;
      // The counters said more than the disk: a row was damaged, or Redis ran ahead of a power cut.
      logger.warn({ batch: batchId, item: error.seq }, "batch:row missing at the end");
      await queues.addItems(manifest, [error.seq], control.run);
    }
  };
}
