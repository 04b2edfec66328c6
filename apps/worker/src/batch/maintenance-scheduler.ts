import { claimEpoch, claimRedisFor } from "@symphony/messaging";
import type { Queues, Redis, StoreIdentity } from "@symphony/messaging";
import { repeatEvery } from "@symphony/service";

/** How often a worker checks, at least, what is due, whether Redis was emptied, and whether jobs wait for a wrong clock. */
const CHECK_EVERY_MS = 2_000;
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
 * Has recovery, cleanup and self-check done in turn by any worker, and has all batches compared with the queue: now,
 * and whenever Redis turns out to have been emptied.
 */
export function startMaintenanceScheduler(deps: MaintenanceSchedulerDeps): { stop(): void } {
  const { redis, store, queues, recoverEveryMs, cleanUpEveryMs, onError } = deps;
  let isNew = true;
  const check = async (): Promise<void> => {
    isNew = (await claimEpoch(redis)) || isNew;
    // Once more where it failed half-way: the epoch is claimed then.
    if (isNew) {
      await claimRedisFor(redis, store);
      await queues.removeSchedules();
      await queues.addMaintenance("recover-all");
      isNew = false;
    }
    await queues.addMaintenanceEvery("recover-stuck", recoverEveryMs);
    await queues.addMaintenanceEvery("clean-up", cleanUpEveryMs);
    await queues.addMaintenanceEvery("self-check", SELF_CHECK_EVERY_MS);
    await queues.releaseDelayed();
  };
  void check().catch(onError);
  return repeatEvery(Math.min(CHECK_EVERY_MS, recoverEveryMs, cleanUpEveryMs), check, onError);
}
