import type { BatchId, Status } from "@symphony/contract";

/** The page is drawn anew this often at most, however fast news come. */
const SHOW_EVERY_MS = 150;

/** Collects statuses and shows only the newest of each batch, a few times a second. */
export interface StatusBoard {
  /** The newest one, shown or not. */
  get(id: BatchId): Status | undefined;
  put(id: BatchId, status: Status): void;
  /** Shows what is there now. */
  flush(): void;
}

export function createStatusBoard(
  shown: (id: BatchId) => Status | undefined,
  show: (id: BatchId, status: Status) => void,
  everyMs = SHOW_EVERY_MS,
): StatusBoard {
  const waiting = new Map<BatchId, Status>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    for (const [id, status] of waiting) show(id, status);
    waiting.clear();
  };

  return {
    get: (id) => waiting.get(id) ?? shown(id),
    put(id, status) {
      waiting.set(id, status);
      timer ??= setTimeout(flush, everyMs);
    },
    flush,
  };
}
