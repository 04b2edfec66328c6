import { claimEpoch, claimRedisFor } from "@symphony/messaging";
import type { Queues, Redis, StoreIdentity } from "@symphony/messaging";
import { repeatEvery } from "@symphony/service";

/** How often a worker checks whether Redis was emptied, and whether jobs wait for a clock that is wrong. */
const EPOCH_EVERY_MS = 2_000;
/** How often the store is searched for what contradicts itself: all results are read. */
const SELF_CHECK_EVERY_MS = 24 * 3_600_000;

export interface MaintenanceSchedulerDeps {
  redis: Redis;
  store: StoreIdentity;
  queues: Queues;
  recoverEveryMs: number;
  cleanUpEveryMs: number;
  onError(error: unknown): void;
}

/**
 * Schedules recovery, cleanup and self-check, and has all batches compared with the queue: now, and whenever Redis turns out to
 * have been emptied, which takes the schedules along.
 */
export function startMaintenanceScheduler(deps: MaintenanceSchedulerDeps): { stop(): void } {
  const { redis, store, queues, onError } = deps;
  const schedule = async (): Promise<void> => {
    await queues.scheduleMaintenance("recover-stuck", deps.recoverEveryMs);
    await queues.scheduleMaintenance("clean-up", deps.cleanUpEveryMs);
    await queues.scheduleMaintenance("self-check", SELF_CHECK_EVERY_MS);
    await queues.addMaintenance("recover-all");
  };
  let isDue = true;
  const watchEpoch = async (): Promise<void> => {
    isDue = (await claimEpoch(redis)) || isDue;
    // Once more where it failed half-way: the epoch is claimed then.
    if (isDue) {
      await claimRedisFor(redis, store);
      await schedule();
      isDue = false;
    }
    await queues.releaseDelayed();
  };
  void watchEpoch().catch(onError);
  return repeatEvery(EPOCH_EVERY_MS, watchEpoch, onError);
}
