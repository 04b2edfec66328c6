import { test } from "@jest/globals";

const TIMEOUT_MS = 600_000;

/**
 * A test of one fault case of `docs/guarantees.md`, by its number. Where the machine lacks what the test needs, it is
 * skipped and its name says why.
 */
export function faultTest(
  faultCase: number,
  guarantee: string,
  missing: string | undefined,
  run: () => Promise<void>,
  timeoutMs = TIMEOUT_MS,
): void {
  if (missing === undefined) test(`F-${faultCase}: ${guarantee}`, run, timeoutMs);
  else {
    console.warn(`F-${faultCase} is skipped: ${missing}`);
    test.skip(`F-${faultCase}: ${guarantee} (${missing})`, run);
  }
}
