import { ConfigError } from "./config.ts";

type ErrorClass = abstract new (...args: never[]) => Error;

/**
 * Starts a process. When `main` fails with an expected error, its message is printed, without a stack; the exit code
 * is 1 in any case.
 *
 * @param expected errors that an operator can fix, besides `ConfigError`
 */
export function runMain(main: () => Promise<void>, expected: readonly ErrorClass[] = []): void {
  main().catch((error: unknown) => {
    process.stderr.write(`${describe(error, [ConfigError, ...expected])}\n`);
    process.exit(1);
  });
}

function describe(error: unknown, expected: readonly ErrorClass[]): string {
  if (!(error instanceof Error)) return String(error);
  if (expected.some((each) => error instanceof each)) return error.message;
  return error.stack ?? error.message;
}
