import { mkdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { BatchId } from "@symphony/contract";
import { syncDir, temporaryPath } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";
import { findRun } from "../state/run-record.ts";
import type { CorrectedFile } from "../state/run-record.ts";

/** A file that waits for the run that checks it, and where it is until then. */
export interface FileToPlace extends CorrectedFile {
  path: string;
}

/**
 * A name that no upload has, because stored names never begin with a dot: the files of a batch share a folder, and the
 * one that is corrected may still be there.
 */
export const storedNameOf = (run: number, seq: number, stored: string): string => `.corrected-${run}-${seq}-${stored}`;

/**
 * Moves complete files into the folder of a batch, all of them durable. The folder has the name of a temporary file:
 * what a process leaves there that dies before a run names it is removed with its other temporary files.
 *
 * @returns the name of the folder
 */
export async function moveIntoBatch(paths: Paths, batchId: BatchId, files: readonly FileToPlace[]): Promise<string> {
  const folder = temporaryPath(paths.batch(batchId), "corrected");
  // Fails where the batch was removed, whose folder must not come back.
  await mkdir(folder);
  try {
    for (const { path, stored } of files) await rename(path, join(folder, stored));
    await syncDir(folder);
    await syncDir(paths.batch(batchId));
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return basename(folder);
}

/** Removes such a folder where the run that was to check its files could not be decided. */
export async function removeUnlessNamed(paths: Paths, batchId: BatchId, run: number, folder: string): Promise<void> {
  const record = await findRun(paths, batchId, run);
  if (record?.corrections?.folder !== folder)
    await rm(join(paths.batch(batchId), folder), { recursive: true, force: true });
}
