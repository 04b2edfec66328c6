import type { Progress, Queues } from "@symphony/messaging";

/** Stand-ins for Redis, logs and metrics, for code whose other side is the disk or the network. */
export const noop = (): void => undefined;
export const resolved = async (): Promise<undefined> => undefined;

export const logger = { debug: noop, info: noop, warn: noop, error: noop, fatal: noop } as never;

export const metrics = { finished: noop, stages: noop, retried: noop, recovered: noop, damaged: noop, mailed: noop };

/** Queues that forget each job. */
export const queues = {
  addItems: resolved,
  moveChunk: resolved,
  addFollowing: resolved,
  addFinish: resolved,
  addEmail: resolved,
  addWriteBack: resolved,
  addMaintenance: resolved,
} as unknown as Queues;

/** Counters that count nothing and publish nothing. */
export const progress = {
  seed: resolved,
  retryStarted: resolved,
  forget: resolved,
  count: async () => ({ counted: true, processed: 0, total: 1 }),
  complete: async () => true,
} as unknown as Progress;
