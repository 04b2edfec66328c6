import type { BatchManifest } from "@symphony/batch-store";
import type { BatchStore } from "@symphony/batch-store";
import type { BatchId } from "@symphony/contract";
import type { Progress, Queues } from "@symphony/messaging";
import type { Logger } from "@symphony/service";
import { seedCounters } from "./record-progress.ts";
import type { WorkerMetrics } from "../worker-metrics.ts";

export interface RecoveryDeps {
  store: BatchStore;
  progress: Progress;
  queues: Queues;
  logger: Logger;
  metrics: WorkerMetrics;
  startWebhook(manifest: BatchManifest): Promise<void>;
}

/**
 * Compares the batches on disk with Redis and enqueues what is missing. The disk alone decides what there
 * is to do; adding a job that is in the queue already changes nothing, so it may run at any time, twice too.
 *
 * The scope `all` is for a start or an emptied Redis; `stuck` passes over batches that got on since the last look.
 */
export function createRecovery(deps: RecoveryDeps): (scope: "all" | "stuck") => Promise<void> {
  // What each batch had done at the last look: one that moves needs no help and costs nothing more.
  const processedBefore = new Map<BatchId, number>();

  return async (scope) => {
    if (scope === "all") processedBefore.clear();
    const seen = new Set<BatchId>();
    for (const batchId of await deps.store.list()) {
      seen.add(batchId);
      try {
        await recoverBatch(deps, batchId, processedBefore);
      } catch (error) {
        deps.logger.error({ err: error, batch: batchId }, "recovery:batch failed");
      }
    }
    for (const batchId of processedBefore.keys()) if (!seen.has(batchId)) processedBefore.delete(batchId);
  };
}

async function recoverBatch(
  deps: RecoveryDeps,
  batchId: BatchId,
  processedBefore: Map<BatchId, number>,
): Promise<void> {
  const { store, progress, queues, logger, metrics, startWebhook } = deps;
  const manifest = await store.manifest(batchId);
  if (manifest === undefined) return;
  const finishAgain = async (): Promise<void> => {
    await queues.addFinish(batchId);
    metrics.recovered("finish");
  };
  const status = await progress.status(batchId);
  const [control, final] = [await store.control(batchId), await store.final(batchId)];
  if (final !== undefined) {
    if (status === undefined) await progress.seedFinal(manifest, final);
    if ((status !== undefined && status.completed_at === null) || (await store.hasLeftovers(manifest)))
      await finishAgain();
    if (manifest.email !== null && (await store.mail.due(batchId)) !== undefined) {
      await queues.addEmail(batchId);
      metrics.recovered("mail");
    }
    await startWebhook(manifest);
    return;
  }
  if (status === undefined) {
    await seedCounters(deps, manifest);
    metrics.recovered("counters");
  }
  if (control.status === "paused") return;
  if (control.status === "cancelled") return finishAgain();
  const before = processedBefore.get(batchId);
  processedBefore.set(batchId, status?.processed ?? 0);
  const moves =
    before !== undefined && status !== undefined && status.processed > before && status.processed < status.total;
  if (moves) return;
  const pending: number[] = [];
  for await (const seq of store.pending(manifest)) pending.push(seq);
  if (pending.length === 0) return finishAgain();
  await queues.addItems(manifest, pending, control.run);
  metrics.recovered("items", pending.length);
  logger.info({ batch: batchId, items: pending.length, of: manifest.total }, "recovery:enqueued");
}
