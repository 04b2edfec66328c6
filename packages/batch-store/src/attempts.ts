import { appendFile } from "node:fs/promises";
import type { BatchId } from "@symphony/contract";
import { readIfThere, removeFile } from "./durable.ts";
import type { Paths } from "./paths.ts";
import { isFull } from "./reserve.ts";

/**
 * How often an item was begun: one byte a time in a small file beside the batch, so that the count
 * outlives the queue. It is a limit on retries and not a promise, hence never synced.
 */
export function createAttempts(paths: Paths) {
  return {
    /** Notes one more beginning. @returns how many there were, this one included */
    async begin(batchId: BatchId, seq: number): Promise<number> {
      const path = paths.attempts(batchId, seq);
      const before = (await readIfThere(path))?.length ?? 0;
      await appendFile(path, ".").catch((error: unknown) => {
        // On a full disk the row is worth more than the count.
        if (!isFull(error)) throw error;
      });
      return before + 1;
    },
    forget: (batchId: BatchId, seq: number): Promise<void> => removeFile(paths.attempts(batchId, seq)),
  };
}
export type Attempts = ReturnType<typeof createAttempts>;
