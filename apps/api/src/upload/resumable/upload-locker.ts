import type { Lock, Locker } from "./tus.ts";

/** How long a request waits for another one to the same upload to end. */
const WAIT_MS = 10_000;
/** Responses of tus are a status and a text. */
const BUSY = { status_code: 423, body: "Another request sends bytes of this upload; try again in a moment.\n" };

/**
 * One request at a time to an upload in this process. The one that holds it is asked to end, because its connection may
 * be dead without either side knowing. Among processes the store sees to it.
 */
export function createUploadLocker(): Locker {
  const held = new Map<string, { end(): void; ended: Promise<void> }>();
  return {
    newLock(id): Lock {
      let release: (() => void) | undefined;
      return {
        async lock(signal, endRequest) {
          const deadline = AbortSignal.any([signal, AbortSignal.timeout(WAIT_MS)]);
          for (let other = held.get(id); other !== undefined; other = held.get(id)) {
            other.end();
            await Promise.race([other.ended, aborted(deadline)]);
            if (deadline.aborted) throw BUSY;
          }
          const ended = new Promise<void>((resolve) => (release = resolve));
          held.set(id, { end: () => void endRequest(), ended });
        },
        async unlock() {
          held.delete(id);
          release?.();
        },
      };
    },
  };
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
