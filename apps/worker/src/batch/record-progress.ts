import type { BatchManifest, ResultRecord } from "@symphony/batch-store";
import type { BatchStore } from "@symphony/batch-store";
import type { Counted, Progress } from "@symphony/messaging";

export interface CountDeps {
  store: BatchStore;
  progress: Progress;
}

/** Makes the counters of an unfinished batch from its rows, where Redis has none. */
export async function seedCounters({ store, progress }: CountDeps, manifest: BatchManifest): Promise<void> {
  await progress.seed(manifest, await store.batchProgress(manifest));
}

/** Counts a durable row and tells the followers; where Redis forgot the batch, the counters are made anew first. */
export async function recordProgress(deps: CountDeps, manifest: BatchManifest, record: ResultRecord): Promise<Counted> {
  for (;;) {
    const counted = await deps.progress.count(manifest, record);
    if (counted !== undefined) return counted;
    await seedCounters(deps, manifest);
  }
}
