import { ConfigError } from "./config.ts";

/** Starts a process's `main`; a failure at start is one readable sentence and exit code 1. */
export function runMain(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    const known = error instanceof ConfigError || (error instanceof Error && error.name === "CascadeError");
    process.stderr.write(
      `${known ? (error as Error).message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exit(1);
  });
}
