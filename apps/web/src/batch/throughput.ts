/** Items per second over this long: short enough to show a change, long enough not to flicker. */
const WINDOW_MS = 15_000;
/** Samples closer together than this give no reliable rate. */
const MIN_INTERVAL_MS = 1_000;

export interface Throughput {
  record(processed: number, atMs: number): void;
  /** Recent items per second; `undefined` until two samples are a second apart. */
  perSecond(nowMs: number): number | undefined;
}

export function createThroughput(): Throughput {
  let samples: Array<{ processed: number; atMs: number }> = [];
  return {
    record(processed, atMs) {
      const last = samples.at(-1);
      // The count shrinks when failed items are retried: measure from here.
      if (last !== undefined && processed < last.processed) samples = [];
      if (last?.processed === processed) return;
      samples.push({ processed, atMs });
      while (samples.length > 2 && (samples[1]?.atMs ?? 0) < atMs - WINDOW_MS) samples.shift();
    },
    perSecond(nowMs) {
      const [first] = samples;
      const last = samples.at(-1);
      if (first === undefined || last === undefined || first === last) return undefined;
      if (nowMs - first.atMs < MIN_INTERVAL_MS) return undefined;
      return ((last.processed - first.processed) * 1_000) / (nowMs - first.atMs);
    },
  };
}
