/** Runs work for somebody when there is room. */
export type TakeTurns<Key> = <T>(key: Key, work: () => Promise<T>) => Promise<T>;

/** Limits work that runs at once. Where several keys have work, they take turns, however much each of them has. */
export function createTurns<Key>(inFlightMax: number): TakeTurns<Key> {
  /** Work that waits, by key. The key that is first is served next. */
  const waiting = new Map<Key, Array<() => void>>();
  let inFlight = 0;

  const startNext = (): void => {
    const [next] = waiting;
    if (next === undefined || inFlight >= inFlightMax) return;
    const [key, queue] = next;
    waiting.delete(key);
    const start = queue.shift();
    if (queue.length > 0) waiting.set(key, queue);
    inFlight += 1;
    start?.();
  };

  return async (key, work) => {
    const turn = new Promise<void>((resolve) => {
      const queue = waiting.get(key);
      if (queue === undefined) waiting.set(key, [resolve]);
      else queue.push(resolve);
    });
    startNext();
    await turn;
    try {
      return await work();
    } finally {
      inFlight -= 1;
      startNext();
    }
  };
}
