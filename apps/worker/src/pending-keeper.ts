import type { BatchStore } from "@symphony/batch-store";
import { countsFrom } from "@symphony/contract";
import type { Accepted, BatchId, Counts } from "@symphony/contract";
import type { Progress } from "@symphony/messaging";
import { withinMs } from "@symphony/service";

/** The pending list trails the truth by this much … */
const REFRESH_EVERY_MS = 2_000;
/** … and in batches larger than this by as much longer as keeps its upkeep under one hundredth of the time. */
const LARGE_BATCH_ITEMS = 10_000;
const UPKEEP_SHARE = 0.01;
const STATUS_WAIT_MS = 1_000;

export interface PendingKeeper {
  /** A row of this batch was put in place. */
  note(accepted: Accepted): void;
  /** Brings one list up to date at once, because its batch was paused. */
  refresh(accepted: Accepted): Promise<void>;
  /** Brings every list up to date at once, for an orderly stop. */
  close(): Promise<void>;
}

interface Dirty {
  accepted: Accepted;
  /** Not to be refreshed again before, on the clock of `performance.now()`. */
  notBefore: number;
  dirty: boolean;
}

export interface PendingKeeperDeps {
  store: BatchStore;
  progress: Progress;
  onError(error: unknown): void;
}

/** Keeps the pending lists of the batches this worker has in hand close behind their rows. */
export function startPendingKeeper(deps: PendingKeeperDeps): PendingKeeper {
  const batches = new Map<BatchId, Dirty>();

  const refresh = async (batch: Dirty): Promise<void> => {
    const begun = performance.now();
    batch.dirty = false;
    try {
      await deps.store.refreshPendingList(batch.accepted, await currentCounts(deps, batch.accepted));
    } catch (error) {
      deps.onError(error);
    }
    const took = performance.now() - begun;
    batch.notBefore = performance.now() + (batch.accepted.total > LARGE_BATCH_ITEMS ? took / UPKEEP_SHARE : 0);
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
    note(accepted) {
      const known = batches.get(accepted.batch_id);
      if (known === undefined) batches.set(accepted.batch_id, { accepted, notBefore: 0, dirty: true });
      else known.dirty = true;
    },
    async refresh(accepted) {
      batches.delete(accepted.batch_id);
      await refresh({ accepted, notBefore: 0, dirty: true });
    },
    async close() {
      clearInterval(timer);
      await running;
      for (const batch of batches.values()) if (batch.dirty) await refresh(batch);
    },
  };
}

/** From Redis when it answers, else from the rows. */
async function currentCounts(deps: PendingKeeperDeps, accepted: Accepted): Promise<Counts> {
  const status = await withinMs(STATUS_WAIT_MS, deps.progress.status(accepted.batch_id));
  if (status !== undefined) return status.counts;
  return countsFrom(accepted, (await deps.store.standing(accepted)).verdicts);
}
