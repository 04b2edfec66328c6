import type { BatchManifest } from "@symphony/batch-store";
import type { BatchStore } from "@symphony/batch-store";
import { countsFrom } from "@symphony/contract";
import type { BatchId, Counts } from "@symphony/contract";
import type { Progress } from "@symphony/messaging";
import { withinMs } from "@symphony/service";

/** The pending list trails the truth by this much … */
const REFRESH_EVERY_MS = 2_000;
/** … and in batches larger than this by as much longer as keeps its upkeep under one hundredth of the time. */
const LARGE_BATCH_ITEMS = 10_000;
const UPKEEP_SHARE = 0.01;
const STATUS_WAIT_MS = 1_000;

export interface PendingListWriter {
  /** A row of this batch was put in place. */
  note(manifest: BatchManifest): void;
  /** Brings one list up to date at once, because its batch was paused. */
  refresh(manifest: BatchManifest): Promise<void>;
  /** Brings every list up to date at once, for an orderly stop. */
  close(): Promise<void>;
}

interface Dirty {
  manifest: BatchManifest;
  /** Not to be refreshed again before, on the clock of `performance.now()`. */
  notBefore: number;
  dirty: boolean;
}

export interface PendingListWriterDeps {
  store: BatchStore;
  progress: Progress;
  onError(error: unknown): void;
}

/** Keeps the pending lists of the batches this worker has in hand close behind their rows. */
export function startPendingListWriter(deps: PendingListWriterDeps): PendingListWriter {
  const batches = new Map<BatchId, Dirty>();

  const refresh = async (batch: Dirty): Promise<void> => {
    const begun = performance.now();
    batch.dirty = false;
    try {
      await deps.store.refreshPendingList(batch.manifest, await currentCounts(deps, batch.manifest));
    } catch (error) {
      deps.onError(error);
    }
    const took = performance.now() - begun;
    batch.notBefore = performance.now() + (batch.manifest.total > LARGE_BATCH_ITEMS ? took / UPKEEP_SHARE : 0);
  };

  const refreshDue = async (): Promise<void> => {
    for (const [batchId, batch] of batches) {
      if (!batch.dirty) batches.delete(batchId);
      else if (batch.notBefore <= performance.now()) await refresh(batch);
    }
  };

  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(refreshDue);
  }, REFRESH_EVERY_MS);

  return {
    note(manifest) {
      const known = batches.get(manifest.batch_id);
      if (known === undefined) batches.set(manifest.batch_id, { manifest, notBefore: 0, dirty: true });
      else known.dirty = true;
    },
    async refresh(manifest) {
      batches.delete(manifest.batch_id);
      await refresh({ manifest, notBefore: 0, dirty: true });
    },
    async close() {
      clearInterval(timer);
      await running;
      for (const batch of batches.values()) if (batch.dirty) await refresh(batch);
    },
  };
}

/** From Redis when it answers, else from the rows. */
async function currentCounts(deps: PendingListWriterDeps, manifest: BatchManifest): Promise<Counts> {
  const status = await withinMs(STATUS_WAIT_MS, deps.progress.status(manifest.batch_id));
  if (status !== undefined) return status.counts;
  return countsFrom(manifest, (await deps.store.batchProgress(manifest)).verdicts);
}
