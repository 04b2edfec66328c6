import type { BatchManifest } from "@symphony/batch-store";
import { cleanUp, SyncError } from "@symphony/batch-store";
import type { BatchStore, CleanupRules } from "@symphony/batch-store";
import type { BatchId } from "@symphony/contract";
import type { Progress, Queues } from "@symphony/messaging";
import type { Logger } from "@symphony/service";
import { failRemainingItems } from "./fail-remaining-items.ts";

export interface ExpiryDeps {
  store: BatchStore;
  progress: Progress;
  queues: Queues;
  logger: Logger;
  exportsDir: string;
  rules: CleanupRules;
  /** Epoch milliseconds; default: by a clock that does not jump. */
  now?(): number;
}

/**
 * A wall clock that jumps ahead would have everything removed at once, one that jumps back would make new
 * batches look old to a clock that went on. Of the wall clock and this process's own the earlier is safe.
 */
export function steadyNow(wallMs = Date.now(), runningMs = performance.timeOrigin + performance.now()): number {
  return Math.min(wallMs, runningMs);
}

/** Removes batches whose time is over. An unfinished one is first finished, each open image with a row that says so. */
export function createExpiry(deps: ExpiryDeps): () => Promise<void> {
  const now = deps.now ?? ((): number => steadyNow());
  return async () => {
    const report = await cleanUp(deps.exportsDir, deps.store, deps.rules, now());
    const failed = (batch: BatchId, error: unknown): void => {
      // A disk that does not keep what is written is no matter of one batch.
      if (error instanceof SyncError) throw error;
      deps.logger.error({ err: error, batch }, "cleanup:batch failed");
    };
    for (const { batchId, error } of report.failed) failed(batchId, error);
    for (const manifest of report.removed) await deps.progress.forget(manifest);
    for (const manifest of report.expired)
      await expire(deps, manifest).catch((error: unknown) => failed(manifest.batch_id, error));
    if (report.removed.length + report.expired.length > 0) {
      deps.logger.info(
        { removed: report.removed.map((each) => each.batch_id), expired: report.expired.map((each) => each.batch_id) },
        "cleanup:done",
      );
    }
  };
}

async function expire(deps: ExpiryDeps, manifest: BatchManifest): Promise<void> {
  await failRemainingItems(deps, manifest, "expired", `Not judged within ${deps.rules.pendingHours} hours.`);
  await deps.queues.addFinish(manifest.batch_id);
}
