import type { Logger } from "./logger.ts";
import type { Metrics } from "./metrics.ts";

const CHECK_EVERY_MS = 500;
/** A check that is this late was blocked, or the process was suspended. Locks on jobs last some seconds. */
const STALL_MS = 1_000;

/** Reports when the event loop stalled: other workers may have taken over the jobs of this process meanwhile. */
export function watchEventLoopStalls(logger: Logger, metrics: Metrics): void {
  const count = metrics.counter(
    "event_loop_stalls_total",
    "Times a process was blocked or suspended for more than a second",
  );
  let last = performance.now();
  const check = (): void => {
    const now = performance.now();
    const ms = Math.round(now - last - CHECK_EVERY_MS);
    last = now;
    if (ms <= STALL_MS) return;
    count();
    logger.warn({ ms }, "event-loop:stalled");
  };
  setInterval(check, CHECK_EVERY_MS).unref();
}
