import { parseArgs } from "node:util";
import type { ParseArgsConfig } from "node:util";
import { ConfigError } from "./config.ts";

type ErrorClass = abstract new (...args: never[]) => Error;

/** The process cannot start for a reason that an operator can remove. The message is a sentence that names it. */
export class StartError extends Error {
  override name = "StartError";
}

/**
 * Starts a process. When `main` fails with an expected error, its message is printed, without a stack; the exit code
 * is 1 in any case.
 *
 * @param expected errors that an operator can fix, besides `ConfigError` and `StartError`
 */
export function runMain(main: () => Promise<void>, expected: readonly ErrorClass[] = []): void {
  main().catch((error: unknown) => {
    if ([ConfigError, StartError, ...expected].some((each) => error instanceof each)) return tell(error as Error);
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  });
}

/** `npm start` gets the sentence as a message, and says it once for all processes that fail alike. */
function tell({ message }: Error): void {
  const print = (): never => {
    process.stderr.write(`${message}\n`);
    process.exit(1);
  };
  if (process.send === undefined || !process.connected) return print();
  process.send({ cannotStart: message }, undefined, undefined, (error) => (error === null ? process.exit(1) : print()));
}

/** The words of a command. @throws {StartError} that shows how it is used, when one of them is not known */
export function readCommand<const Options extends NonNullable<ParseArgsConfig["options"]>>(
  usage: string,
  options: Options,
) {
  // pnpm hands on the "--" before them.
  const args = process.argv.slice(2).filter((word) => word !== "--");
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new StartError(`${(error as Error).message}\n${usage}`, { cause: error });
  }
}
