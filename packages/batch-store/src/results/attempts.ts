import { constants } from "node:fs";
import type { BatchId } from "@symphony/contract";
import { errnoOf } from "../fs/durable.ts";
import { SHARD_SIZE } from "../fs/paths.ts";
import type { Paths } from "../fs/paths.ts";
import { isFull } from "../fs/disk-reserve.ts";
import { steps } from "../fs/fs-ops.ts";

const COUNT_MAX = 255;

/**
 * How often an item was begun: a byte an item in files beside the batch, so that the count outlives the queue and
 * the process. It is a limit on retries and not a promise, hence never synced. One file holds the counts of a
 * thousand items: files that come and go with every item have some file systems (ext4) search for room ever longer.
 */
export function createAttempts(paths: Paths) {
  const change = async (batchId: BatchId, run: number, seq: number, by: 1 | -1): Promise<number> => {
    const file = await steps
      .open(paths.attempts(batchId, run, seq), constants.O_RDWR | constants.O_CREAT)
      .catch(unlessFull);
    if (file === undefined) return 1;
    const [count, at] = [Buffer.alloc(1), seq % SHARD_SIZE];
    try {
      await file.read(count, 0, 1, at);
      count.writeUInt8(Math.min(Math.max(count.readUInt8() + by, 0), COUNT_MAX));
      await file.write(count, 0, 1, at).catch(unlessFull);
      return count.readUInt8();
    } finally {
      await file.close();
    }
  };
  return {
    /** Notes one more beginning. @returns how many there were in this generation, this one included */
    begin: (batchId: BatchId, run: number, seq: number): Promise<number> => change(batchId, run, seq, 1),
    /** Takes a beginning back that came to nothing for reasons that are not the item's; a finished batch has no counts any more. */
    async takeBack(batchId: BatchId, run: number, seq: number): Promise<void> {
      await change(batchId, run, seq, -1).catch((error: unknown) => {
        if (errnoOf(error) !== "ENOENT") throw error;
      });
    },
  };
}

/** On a full disk the row is worth more than the count. */
function unlessFull(error: unknown): undefined {
  if (!isFull(error)) throw error;
}

export type Attempts = ReturnType<typeof createAttempts>;
