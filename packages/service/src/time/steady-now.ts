/**
 * The earlier of the wall clock and of the time since this process started: a wall clock that jumps ahead must not
 * expire everything at once, nor one that jumps back make new batches look old to a clock that went on.
 */
export function steadyNow(wallMs = Date.now(), runningMs = performance.timeOrigin + performance.now()): number {
  return Math.min(wallMs, runningMs);
}
