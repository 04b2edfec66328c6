/** Turns for work that takes much memory; the others wait for theirs. */
export interface Turns {
  /** @returns a function that ends the turn; further calls of it do nothing */
  take(): Promise<() => void>;
}

/** @param atOnce turns that may be taken at the same time */
export function createTurns(atOnce: number): Turns {
  let free = atOnce;
  const waiting: Array<() => void> = [];
  return {
    async take() {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      let ended = false;
      return () => {
        if (ended) return;
        ended = true;
        const next = waiting.shift();
        if (next === undefined) free += 1;
        else next();
      };
    },
  };
}
