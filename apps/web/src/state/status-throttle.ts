import type { BatchId, Status } from "@symphony/contract";

/** Minimum time between two renders, however fast events arrive. */
const INTERVAL_MS = 150;

/** Shows only the newest status of each batch, a few times a second. */
export interface StatusThrottle {
  /** The newest status, whether it is shown yet or not. */
  get(id: BatchId): Status | undefined;
  put(id: BatchId, status: Status): void;
  /** Shows the newest statuses now. */
  flush(): void;
}

export function createStatusThrottle(
  shown: (id: BatchId) => Status | undefined,
  show: (id: BatchId, status: Status) => void,
  intervalMs = INTERVAL_MS,
): StatusThrottle {
  const pending = new Map<BatchId, Status>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    for (const [id, status] of pending) show(id, status);
    pending.clear();
  };

  return {
    get: (id) => pending.get(id) ?? shown(id),
    put(id, status) {
      pending.set(id, status);
      timer ??= setTimeout(flush, intervalMs);
    },
    flush,
  };
}
