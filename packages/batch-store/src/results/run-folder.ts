import { mkdir } from "node:fs/promises";
import type { BatchId } from "@symphony/contract";
import { errnoOf } from "../fs/errno.ts";
import type { Paths } from "../fs/paths.ts";
import { readFinal } from "../state/final.ts";

/**
 * Writes into a folder that only an unfinished batch has. A process that ended the run before and was suspended may
 * remove it after the next run has made it; then it is made again. A batch whose run has ended gets none.
 */
export async function inRunFolder<T>(
  paths: Paths,
  batchId: BatchId,
  folder: string,
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (errnoOf(error) !== "ENOENT" || (await readFinal(paths, batchId)) !== undefined) throw error;
    // Not with its parents: a removed batch does not come back.
    await mkdir(folder).catch((cause: unknown) => {
      if (errnoOf(cause) !== "EEXIST") throw error;
    });
    return write();
  }
}
