import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { BatchId } from "@symphony/contract";
import { errnoOf, isFull } from "../fs/errno.ts";
import { SHARD_SIZE } from "../fs/paths.ts";
import type { Paths } from "../fs/paths.ts";
import type { Attempts } from "../port.ts";
import { inRunFolder } from "./run-folder.ts";

const COUNT_MAX = 255;

/**
 * A byte an item in files beside the batch, never synced. One file holds the counts of a thousand items: with files
 * that come and go with every item, some file systems (ext4) search ever longer for room.
 */
export function createAttempts(paths: Paths): Attempts {
  const change = async (batchId: BatchId, run: number, seq: number, by: 1 | -1): Promise<number> => {
    const flags = constants.O_RDWR | constants.O_CREAT;
    const path = paths.attempts(batchId, run, seq);
    const file = await inRunFolder(paths, batchId, paths.attemptsDir(batchId), () => open(path, flags)).catch(
      unlessFull,
    );
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
    begin: (batchId, run, seq) => change(batchId, run, seq, 1),
    async takeBack(batchId, run, seq) {
      // A finished batch has no counts any more.
      await change(batchId, run, seq, -1).catch((error: unknown) => {
        if (errnoOf(error) !== "ENOENT") throw error;
      });
    },
  };
}

/** On a full disk the result matters more than the count. */
function unlessFull(error: unknown): undefined {
  if (!isFull(error)) throw error;
}
