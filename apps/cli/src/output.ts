/** The exit code of a check that failed, or whose outcome could not be written. */
export const FAILED = 2;

/**
 * Without a listener a closed or full output ends the process with a stack trace and 1, which stands for "some invalid".
 * A reader that has seen enough, like `head`, changes nothing; an outcome that nobody can read is a failure.
 */
export function guardOutput(): void {
  const ignore = (): void => undefined;
  process.stderr.on("error", ignore);
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    process.stdout.removeAllListeners("error").on("error", ignore);
    process.stderr.write(`The outcome cannot be written: ${error.message}.\n`);
    process.on("exit", () => (process.exitCode = FAILED));
  });
}
