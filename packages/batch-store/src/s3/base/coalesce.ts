import { setTimeout as sleep } from "node:timers/promises";

/**
 * What comes while one request is under way is carried out together by the next one: under load many calls cost one
 * request.
 *
 * @param carryOut gets at most `max` at once
 * @param waitMs how long a call waits for others, where a request is worth more than a moment
 */
export function coalesce<T>(carryOut: (all: T[]) => Promise<void>, max: number, waitMs = 0): (one: T) => Promise<void> {
  let waiting: Array<{ one: T; done(): void; failed(error: unknown): void }> = [];
  let isBusy = false;

  async function carryOutAll(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    while (waiting.length > 0) {
      if (waitMs > 0) await sleep(waitMs);
      const some = waiting.slice(0, max);
      waiting = waiting.slice(max);
      await carryOut(some.map(({ one }) => one)).then(
        () => some.forEach(({ done }) => done()),
        (error: unknown) => some.forEach(({ failed }) => failed(error)),
      );
    }
    isBusy = false;
  }

  return (one) =>
    new Promise((done, failed) => {
      waiting.push({ one, done, failed });
      void carryOutAll();
    });
}
