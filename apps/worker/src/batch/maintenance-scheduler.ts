import { writeFile } from "node:fs/promises";
import { claimEpoch, PRESENCE_EVERY_MS } from "@symphony/messaging";
import type { Presence, Queues, Redis } from "@symphony/messaging";

/** How often a worker looks whether Redis was emptied. */
const EPOCH_EVERY_MS = 2_000;

export interface MaintenanceSchedulerDeps {
  redis: Redis;
  queues: Queues;
  presence: Presence;
  workerId: string;
  recoverEveryMs: number;
  cleanUpEveryMs: number;
  /** Written anew each time the worker has said that it is alive. */
  healthFile: string | undefined;
  onError(error: unknown): void;
}

/**
 * Says that this worker is alive, and sees to it that lost work comes back: all batches are compared with the
 * queue now, and again whenever Redis turns out to have been emptied.
 */
export function startMaintenanceScheduler(deps: MaintenanceSchedulerDeps): { stop(): void } {
  const { redis, queues, presence, workerId, onError } = deps;
  const beginEpoch = async (): Promise<void> => {
    await queues.scheduleMaintenance("recover-stuck", deps.recoverEveryMs);
    await queues.scheduleMaintenance("clean-up", deps.cleanUpEveryMs);
    await queues.addMaintenance("recover-all");
  };
  const announce = async (): Promise<void> => {
    await presence.announce(workerId);
    if (deps.healthFile !== undefined) await writeFile(deps.healthFile, workerId);
  };
  const watchEpoch = async (): Promise<void> => {
    if (await claimEpoch(redis)) await beginEpoch();
  };
  const timers = [
    setInterval(() => void announce().catch(onError), PRESENCE_EVERY_MS),
    setInterval(() => void watchEpoch().catch(onError), EPOCH_EVERY_MS),
  ];
  void Promise.all([announce(), claimEpoch(redis)])
    .then(beginEpoch)
    .catch(onError);
  return { stop: () => timers.forEach((timer) => clearInterval(timer)) };
}
