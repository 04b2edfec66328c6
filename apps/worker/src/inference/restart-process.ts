import { setTimeout as sleep } from "node:timers/promises";
import { CascadeError } from "../cascade/cascade-error.ts";
import type { InferenceProcess } from "./inference-process.ts";

const STARTS_MAX = 5;
/** Pause before the second attempt, which is the first that waits: 200 ms, then 400, 800, 1600. */
const PAUSE_MS = 100;

/**
 * Starts a process again with pauses that double.
 *
 * @param failures earlier starts in a row that failed: they count against the same limit
 * @param isWanted asked before each attempt
 * @returns `undefined` when it is no longer wanted
 * @throws the last failure; a `CascadeError` at once, because another attempt would fail like it
 */
export async function restartProcess(
  start: () => Promise<InferenceProcess>,
  failures: number,
  isWanted: () => boolean,
): Promise<InferenceProcess | undefined> {
  let failure: unknown = new Error("The inference process keeps exiting without an image in flight.");
  for (let attempt = failures; attempt < STARTS_MAX; attempt += 1) {
    if (attempt > 0) await sleep(PAUSE_MS * 2 ** attempt);
    if (!isWanted()) return undefined;
    try {
      return await start();
    } catch (error) {
      failure = error;
      if (error instanceof CascadeError) break;
    }
  }
  throw failure;
}
