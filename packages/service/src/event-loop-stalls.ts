import type { Logger } from "./logger.ts";
import type { Metrics } from "./metrics.ts";

const LOOK_EVERY_MS = 500;
/** A process that comes so much too late to look at its clock was blocked or suspended; its locks last some seconds. */
const LATE_MAX_MS = 1_000;

/** Tells when this process stood still: others may have taken over what it had in hand, and somebody should know why. */
export function watchEventLoopStalls(logger: Logger, metrics: Metrics): void {
  const standstills = metrics.counter(
    "standstills_total",
    "Times a process was blocked or suspended for more than a second",
  );
  let last = performance.now();
  const look = (): void => {
    const now = performance.now();
    const ms = Math.round(now - last - LOOK_EVERY_MS);
    last = now;
    if (ms <= LATE_MAX_MS) return;
    standstills();
    logger.warn({ ms }, "process:stood still");
  };
  setInterval(look, LOOK_EVERY_MS).unref();
}
