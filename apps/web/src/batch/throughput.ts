/** Items per second over this long: short enough to show a change, long enough not to flicker. */
const WINDOW_MS = 15_000;

export interface Pace {
  note(processed: number, atMs: number): void;
  /** Items per second lately; `undefined` until two looks lie a second apart. */
  perSecond(nowMs: number): number | undefined;
}

export function createPace(): Pace {
  let looks: Array<{ processed: number; atMs: number }> = [];
  return {
    note(processed, atMs) {
      const last = looks.at(-1);
      // Fewer than before: the failed ones run again, a new count begins.
      if (last !== undefined && processed < last.processed) looks = [];
      if (last?.processed === processed) return;
      looks.push({ processed, atMs });
      while (looks.length > 2 && (looks[1]?.atMs ?? 0) < atMs - WINDOW_MS) looks.shift();
    },
    perSecond(nowMs) {
      const [first] = looks;
      const last = looks.at(-1);
      if (first === undefined || last === undefined || first === last || nowMs - first.atMs < 1_000) return undefined;
      return ((last.processed - first.processed) * 1_000) / (nowMs - first.atMs);
    },
  };
}
