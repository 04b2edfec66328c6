import { setTimeout as sleep } from "node:timers/promises";
import { ObjectStorageError } from "./object-storage-error.ts";

/** Tries of one request: with the pauses between them they take some 15 s beside the requests themselves. */
const TRIES_MAX = 8;
const FIRST_PAUSE_MS = 100;
const PAUSE_MAX_MS = 5_000;

/**
 * Repeats what the store could not do at the moment, with growing pauses of random length.
 *
 * @param attempt gets the number of this try; from the second one on an earlier one may have been carried out
 */
export async function withRetries<T>(attempt: (tries: number) => Promise<T | "conflict">): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      const outcome = await attempt(tries);
      if (outcome !== "conflict") return outcome;
      if (tries >= TRIES_MAX)
        throw new ObjectStorageError("unavailable", "Others change the same object all the time.");
    } catch (error) {
      const mayHelp = error instanceof ObjectStorageError && error.code === "unavailable";
      if (!mayHelp || tries >= TRIES_MAX) throw error;
    }
    await sleep(Math.random() * Math.min(PAUSE_MAX_MS, FIRST_PAUSE_MS * 2 ** tries));
  }
}
