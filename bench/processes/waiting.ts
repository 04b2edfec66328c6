const WAIT_MS = Number(process.env["BENCH_WAIT_MS"] ?? 0);

/** What comes of a cascade that waits instead of computing. */
export const WAITED = {
  verdict: "Invalid",
  confidence: null,
  detected_by: null,
  box: null,
  near_miss: null,
  findings: [],
  brand: "Red",
  detections: [],
  threshold: 0.5,
  stages_left: 0,
  stage_ms: {},
  image: { width: 1, height: 1 },
} as const;

/** @returns for each call, how many ms it waits: one image after another, like a model that occupies its thread */
export function createTurns(): () => number {
  /** When the model becomes free, in ms of `performance.now()`. Keeping it stops late timers from adding up. */
  let freeAt = 0;
  return () => {
    const now = performance.now();
    freeAt = Math.max(freeAt, now) + WAIT_MS;
    return freeAt - now;
  };
}
