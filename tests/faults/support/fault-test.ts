import { test } from "@jest/globals";

const TIMEOUT_MS = 600_000;

/**
 * A test of one row of the fault bar, by its number. Where the machine lacks what it needs the test is skipped,
 * and its name says why.
 */
export function faultTest(
  row: number,
  promise: string,
  missing: string | undefined,
  run: () => Promise<void>,
  timeoutMs = TIMEOUT_MS,
): void {
  if (missing === undefined) test(`row ${row}: ${promise}`, run, timeoutMs);
  else {
    console.warn(`row ${row} is skipped: ${missing}`);
    test.skip(`row ${row}: ${promise} (${missing})`, run);
  }
}
