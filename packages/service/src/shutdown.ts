import type { Logger } from "./logger.ts";

/** A stop may take 20 s; the rest is for Node to exit. */
const STOP_DEADLINE_MS = 19_000;

/**
 * Runs `stop` on the first SIGTERM, SIGINT or SIGHUP and exits with 0. A second signal, or the deadline, exits at once: closing
 * a network client may hang while its peer is away.
 */
export function stopOnSignals(logger: Logger, stop: () => Promise<void>, deadlineMs = STOP_DEADLINE_MS): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) {
      logger.warn({ signal }, "process:killed by a second signal");
      process.exit(1);
    }
    stopping = true;
    logger.info({ signal }, "process:stopping");
    const deadline = setTimeout(() => {
      logger.error({ deadlineMs }, "process:stop took too long");
      process.exit(0);
    }, deadlineMs);
    stop().then(
      () => {
        clearTimeout(deadline);
        process.exit(0);
      },
      (error: unknown) => {
        logger.error({ err: error }, "process:stop failed");
        process.exit(1);
      },
    );
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, onSignal);
  // Emitted only in a process that was forked with an IPC channel: its parent is gone.
  process.on("disconnect", () => onSignal("SIGTERM"));
}
