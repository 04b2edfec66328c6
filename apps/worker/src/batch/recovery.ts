import type { BatchManifest, BatchStore, Final } from "@symphony/batch-store";
import type { BatchId, Status } from "@symphony/contract";
import type { Progress, Queues } from "@symphony/messaging";
import type { Logger, SourceBuckets } from "@symphony/service";
import { exitOnLostWrite } from "../lost-write.ts";
import type { WorkerMetrics } from "../worker-metrics.ts";
import { isPartOver } from "./part-batches.ts";
import { pendingItems } from "./pending-items.ts";
import { seedCounters } from "./record-progress.ts";
import { isWriteBackDue } from "./write-results-back.ts";

export interface RecoveryDeps {
  store: BatchStore;
  progress: Progress;
  queues: Queues;
  logger: Logger;
  metrics: WorkerMetrics;
  /** Buckets that results may be written back to. */
  buckets: SourceBuckets;
  /** @returns whether the webhook is still to be done */
  startWebhook(manifest: BatchManifest): Promise<boolean>;
}

/** What a process left that died at the end of a batch shows when its lease has lapsed; until then the end is young. */
const SETTLES_AFTER_MS = 5 * 60_000;

/**
 * Compares the batches in the store with Redis and enqueues what is missing. The store alone decides what there is
 * to do, and adding a job that is in the queue changes nothing: it may run at any time, twice at once too.
 *
 * The scope `all` is for a start and for an emptied Redis; `stuck` skips batches that made progress since the last run,
 * and those for which nothing is left to do.
 */
export function createRecovery(deps: RecoveryDeps): (scope: "all" | "stuck") => Promise<void> {
  // Items each batch had processed in the last run: one that makes progress needs no help and costs no listing.
  const processedBefore = new Map<BatchId, number>();

  return async (scope) => {
    if (scope === "all") processedBefore.clear();
    const seen = new Set<BatchId>();
    for await (const batchId of scope === "all" ? await deps.store.list() : deps.store.unsettled()) {
      seen.add(batchId);
      await recoverBatch(deps, batchId, processedBefore).catch((error: unknown) => {
        exitOnLostWrite(error, deps.logger);
        deps.logger.error({ err: error, batch: batchId }, "recovery:failed");
      });
    }
    for (const batchId of processedBefore.keys()) if (!seen.has(batchId)) processedBefore.delete(batchId);
  };
}

async function recoverBatch(
  deps: RecoveryDeps,
  batchId: BatchId,
  processedBefore: Map<BatchId, number>,
): Promise<void> {
  const { store, progress, metrics } = deps;
  const manifest = await store.manifest(batchId);
  if (manifest === undefined) return;
  const status = await progress.status(batchId);
  const control = await store.control(batchId);
  const final = await store.final(batchId);
  if (final !== undefined) return recoverFinished(deps, manifest, { final, run: control.run }, status);
  if (await isPartOver(store, manifest)) return;
  if (status === undefined || status.completed_at !== null) {
    if (status === undefined) await seedCounters(deps, manifest);
    // A run was started while Redis was away: it still has the counters of the run before.
    else await progress.restart(manifest, await store.batchProgress(manifest), control.run, status.completed_at);
    metrics.recovered("counters");
  }
  // What was asked while Redis was away.
  else if (status.status !== control.status) await progress.setStatus(manifest, control.status, control.run);
  if (control.status === "paused") return;
  if (control.status === "cancelled") return finishAgain(deps, batchId);
  const before = processedBefore.get(batchId);
  processedBefore.set(batchId, status?.processed ?? 0);
  if (!madeProgress(before, status)) await enqueuePending(deps, manifest, control.run);
}

/** What follows a finish: the counters say so, nothing is left over, mail, webhook and the CSV for a bucket are sent. */
async function recoverFinished(
  deps: RecoveryDeps,
  manifest: BatchManifest,
  { final, run }: { final: Final; run: number },
  status: Status | undefined,
): Promise<void> {
  const { store, progress, queues, metrics, startWebhook } = deps;
  const { batch_id: batchId } = manifest;
  if (status === undefined) await progress.seedFinal(manifest, final, run);
  const isUntidy = (status !== undefined && status.completed_at === null) || (await store.hasLeftovers(manifest));
  if (isUntidy) await finishAgain(deps, batchId);
  const isMailDue = manifest.email !== null && (await store.mail.due(batchId)) !== undefined;
  if (isMailDue) {
    await queues.addEmail(batchId);
    metrics.recovered("mail");
  }
  const isWebhookDue = await startWebhook(manifest);
  const isCsvDue = await isWriteBackDue(deps, manifest);
  if (isCsvDue) await queues.addWriteBack(batchId);
  const isYoung = Date.now() - Date.parse(final.completed_at) < SETTLES_AFTER_MS;
  if (!isUntidy && !isCsvDue && !isMailDue && !isWebhookDue && !isYoung) store.settle(batchId);
}

const madeProgress = (before: number | undefined, status: Status | undefined): boolean =>
  before !== undefined && status !== undefined && status.processed > before && status.processed < status.total;

async function enqueuePending(deps: RecoveryDeps, manifest: BatchManifest, run: number): Promise<void> {
  const { store, queues, metrics, logger } = deps;
  const pending = await pendingItems(store, manifest);
  if (pending.length === 0) return finishAgain(deps, manifest.batch_id);
  await queues.addItems(manifest, pending, run);
  metrics.recovered("items", pending.length);
  logger.info({ batch: manifest.batch_id, items: pending.length, of: manifest.total }, "recovery:enqueued");
}

async function finishAgain({ queues, metrics }: RecoveryDeps, batchId: BatchId): Promise<void> {
  await queues.addFinish(batchId);
  metrics.recovered("finish");
}
