import { UnfinishedError } from "@symphony/batch-store";
import type { BatchManifest, BatchStore, Final } from "@symphony/batch-store";
import type { FinishJob, Progress, Queues } from "@symphony/messaging";
import type { Logger, SourceBuckets } from "@symphony/service";
import { fingerprintOf } from "../brands/fingerprint.ts";
import type { Fingerprinted } from "../brands/fingerprint.ts";
import { failRemainingItems } from "./fail-remaining-items.ts";
import { isWriteBackDue } from "./write-results-back.ts";

export interface FinalizeDeps {
  store: BatchStore;
  progress: Progress;
  queues: Queues;
  logger: Logger;
  /** The host that mails are sent from; without one no mail is sent. */
  mailHost: string | undefined;
  /** What inspects images now; its fingerprint goes into the record of the run. */
  inspector: Fingerprinted;
  /** Buckets that results may be written back to. */
  buckets: SourceBuckets;
  /** Enqueues the webhook of a finished batch, where it has one. */
  startWebhook(manifest: BatchManifest): Promise<unknown>;
}

const CANCELLED = { category: "cancelled", sentence: "Not inspected: the batch was cancelled." } as const;

/**
 * Handles finish jobs: finishes a batch that has all its results, then publishes its completion and enqueues its
 * mail, its webhook and its CSV for a bucket. It can be repeated without harm.
 */
export function createFinalizer(deps: FinalizeDeps): (job: FinishJob) => Promise<void> {
  const { store, queues, logger } = deps;
  return async ({ batchId }) => {
    const manifest = await store.manifest(batchId);
    if (manifest === undefined) return;
    const control = await store.control(batchId);
    try {
      if (control.status === "cancelled") await failRemainingItems(deps, manifest, { run: control.run, ...CANCELLED });
      await finishBatch(deps, manifest);
    } catch (error) {
      if (!(error instanceof UnfinishedError)) throw error;
      // The counters were ahead of the store: a result was damaged, or Redis kept what a power loss took from the disk.
      logger.warn({ batch: batchId, item: error.seq }, "batch:unfinished");
      await queues.addItems(manifest, [error.seq], control.run);
    }
  };
}

async function finishBatch(
  { store, progress, queues, logger, mailHost, inspector, buckets, startWebhook }: FinalizeDeps,
  manifest: BatchManifest,
): Promise<void> {
  const { batch_id: batchId } = manifest;
  // The intent is recorded before the end and the mail is sent after it, so that recovery finds it after a crash.
  const mails = manifest.email !== null && mailHost !== undefined;
  if (mails) await store.mail.intend(batchId, mailHost);
  const final = await store.finish(manifest, fingerprintOf(inspector, manifest.brands));
  if (await progress.complete(manifest, final, await runOf(store, manifest, final))) {
    logger.info({ batch: batchId, ...final.counts }, `batch:${final.status}`);
    if (!manifest.single && manifest.part_of === undefined)
      await store.hashes.add(manifest).catch((err: unknown) => logger.warn({ err }, "hashes:failed"));
  }
  if (mails && (await store.mail.due(batchId)) !== undefined) await queues.addEmail(batchId);
  await startWebhook(manifest);
  if (await isWriteBackDue({ store, buckets }, manifest)) await queues.addWriteBack(batchId);
}

/** The run that ended so. While its end was tidied up, somebody may have started the next one. */
async function runOf(store: BatchStore, manifest: BatchManifest, { completed_at }: Final): Promise<number> {
  const { run: newest } = await store.control(manifest.batch_id);
  if (newest === 0 || (await store.final(manifest.batch_id))?.completed_at === completed_at) return newest;
  const ended = (await store.runs(manifest)).findLast(({ final }) => final?.completed_at === completed_at);
  return ended?.run ?? 0;
}
