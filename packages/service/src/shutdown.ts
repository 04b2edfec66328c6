import type { Logger } from "./logger.ts";

/** The contract's limit for an orderly stop, less the time Node needs to leave. */
const STOP_DEADLINE_MS = 19_000;

/**
 * Runs `stop` once on SIGTERM or SIGINT and exits with 0; a second signal, or a stop that takes longer
 * than the deadline, exits at once. Every close of a network client may hang while its peer is away,
 * so nothing here waits without a limit.
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
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  // Only a process that was started with a channel to its parent ever hears this: the parent is gone.
  process.on("disconnect", () => onSignal("SIGTERM"));
}

/** Gives `work` at most `ms`; what is late goes on unwatched and `undefined` is returned. */
export async function withinMs<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
