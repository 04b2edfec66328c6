import type { BatchManifest, BatchStore, ResultRecord } from "@symphony/batch-store";
import type { Counted, Progress } from "@symphony/messaging";

export interface ProgressDeps {
  store: BatchStore;
  progress: Progress;
}

/** Creates the counters of an unfinished batch from its results, unless Redis has them. */
export async function seedCounters({ store, progress }: ProgressDeps, manifest: BatchManifest): Promise<void> {
  // In this order: a run that starts in between replaces the counters, and its end finds no newer run in them.
  const { run } = await store.control(manifest.batch_id);
  await progress.seed(manifest, await store.batchProgress(manifest), run);
}

/** Counts a durable result and publishes it; where Redis lost the batch, the counters are seeded first. */
export async function recordProgress(
  deps: ProgressDeps,
  manifest: BatchManifest,
  record: ResultRecord,
): Promise<Counted> {
  for (;;) {
    const counted = await deps.progress.count(manifest, record);
    if (counted !== undefined) return counted;
    await seedCounters(deps, manifest);
    // The counters of a batch that was removed meanwhile must not come back.
    if ((await deps.store.manifest(manifest.batch_id)) === undefined) {
      await deps.progress.forget(manifest);
      return { counted: false, processed: 0, total: manifest.total };
    }
  }
}
