/** Runs work under a key; without a key it runs at once. */
export type SingleFlight = <T>(key: string | undefined, work: () => Promise<T>) => Promise<T>;

/**
 * Runs one piece of work per key at a time. The others wait and then run one after another, so that each of them
 * can use what the one before put into a cache.
 */
export function createSingleFlight(): SingleFlight {
  const inFlight = new Map<string, Promise<void>>();
  return async (key, work) => {
    if (key === undefined) return work();
    // Several may wait for the same work: the first to continue runs, the others wait for that one.
    for (let other = inFlight.get(key); other !== undefined; other = inFlight.get(key)) await other;
    const running = work().finally(() => inFlight.delete(key));
    inFlight.set(
      key,
      running.then(
        () => undefined,
        () => undefined,
      ),
    );
    return running;
  };
}
