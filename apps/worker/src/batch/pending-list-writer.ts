import { StoreError } from "@symphony/batch-store";
import type { BatchManifest, BatchStore } from "@symphony/batch-store";
import { countsFrom } from "@symphony/messaging";
import type { BatchId, Counts } from "@symphony/contract";
import type { Progress } from "@symphony/messaging";
import { withinMs } from "@symphony/service";

/** How far the pending list may trail the results … */
const REFRESH_EVERY_MS = 2_000;
/** … and in batches larger than this by as much longer as keeps its upkeep under one hundredth of the time. */
const LARGE_BATCH_ITEMS = 10_000;
const UPKEEP_SHARE = 0.01;
const STATUS_WAIT_MS = 1_000;

export interface PendingListWriter {
  /** Marks the list of a batch as outdated, because a result was put in place. */
  note(manifest: BatchManifest): void;
  /** Rewrites one list at once, because its batch was paused. */
  refresh(manifest: BatchManifest): Promise<void>;
  /** Rewrites every outdated list at once, for an orderly stop. */
  close(): Promise<void>;
}

interface TrackedList {
  manifest: BatchManifest;
  /** Earliest time of the next refresh, on the clock of `performance.now()`. */
  notBefore: number;
  outdated: boolean;
}

export interface PendingListWriterDeps {
  store: BatchStore;
  progress: Progress;
  onError(error: unknown): void;
}

/** Keeps the pending lists of this worker's batches close behind their results. */
export function startPendingListWriter(deps: PendingListWriterDeps): PendingListWriter {
  const lists = new Map<BatchId, TrackedList>();

  const refresh = async (list: TrackedList): Promise<void> => {
    const begun = performance.now();
    list.outdated = false;
    try {
      await deps.store.refreshPendingList(list.manifest, await currentCounts(deps, list.manifest));
    } catch (error) {
      // A batch that is gone, such as a single check whose result was handed over, needs no list.
      if (!(error instanceof StoreError && error.code === "missing")) deps.onError(error);
    }
    const tookMs = performance.now() - begun;
    list.notBefore = performance.now() + (list.manifest.total > LARGE_BATCH_ITEMS ? tookMs / UPKEEP_SHARE : 0);
  };

  const refreshDue = async (): Promise<void> => {
    for (const [batchId, list] of lists) {
      if (!list.outdated) lists.delete(batchId);
      else if (list.notBefore <= performance.now()) await refresh(list);
    }
  };

  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(refreshDue);
  }, REFRESH_EVERY_MS);

  return {
    note(manifest) {
      const list = lists.get(manifest.batch_id);
      if (list === undefined) lists.set(manifest.batch_id, { manifest, notBefore: 0, outdated: true });
      else list.outdated = true;
    },
    async refresh(manifest) {
      lists.delete(manifest.batch_id);
      await refresh({ manifest, notBefore: 0, outdated: true });
    },
    async close() {
      clearInterval(timer);
      await running;
      for (const list of lists.values()) if (list.outdated) await refresh(list);
    },
  };
}

/** From Redis when it responds in time, else from the results. */
async function currentCounts(deps: PendingListWriterDeps, manifest: BatchManifest): Promise<Counts> {
  const status = await withinMs(STATUS_WAIT_MS, deps.progress.status(manifest.batch_id));
  if (status !== undefined) return status.counts;
  return countsFrom(manifest, (await deps.store.batchProgress(manifest)).verdicts);
}
