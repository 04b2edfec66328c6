/**
 * What comes while one request is under way is carried out together by the next one: under load many calls cost one
 * request, and a single call waits for nothing.
 *
 * @param carryOut gets at most `max` at once
 */
export function coalesce<T>(carryOut: (all: T[]) => Promise<void>, max: number): (one: T) => Promise<void> {
  let waiting: Array<{ one: T; done(): void; failed(error: unknown): void }> = [];
  let isBusy = false;

  async function carryOutAll(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    while (waiting.length > 0) {
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
