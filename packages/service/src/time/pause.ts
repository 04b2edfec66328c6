import { setTimeout as sleep } from "node:timers/promises";

/** Waits so long, or until the signal aborts; nothing stays on the signal after it. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);
