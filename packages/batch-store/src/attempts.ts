import { open } from "node:fs/promises";
import type { BatchId } from "@symphony/contract";
import { removeFile } from "./durable.ts";
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
      const file = await open(paths.attempts(batchId, seq), "a").catch(unlessFull);
      if (file === undefined) return 1;
      try {
        const { size: before } = await file.stat();
        await file.write(".").catch(unlessFull);
        return before + 1;
      } finally {
        await file.close();
      }
    },
    forget: (batchId: BatchId, seq: number): Promise<void> => removeFile(paths.attempts(batchId, seq)),
  };
}

/** On a full disk the row is worth more than the count. */
function unlessFull(error: unknown): undefined {
  if (!isFull(error)) throw error;
}

export type Attempts = ReturnType<typeof createAttempts>;
