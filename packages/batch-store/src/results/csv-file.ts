import { access, link, rename } from "node:fs/promises";
import type { BatchId } from "@symphony/contract";
import { linkIfAbsent, removeFile, temporaryPath } from "../fs/durable.ts";
import { errnoOf } from "../fs/errno.ts";
import type { Paths } from "../fs/paths.ts";
import { readControl } from "../state/control.ts";

/** The CSV of a finished run. An older version left that of the newest run under the one name `results.csv`. */
export async function csvOfRun(paths: Paths, batchId: BatchId, run: number): Promise<string> {
  const own = paths.runCsv(batchId, run);
  return access(own).then(
    () => own,
    () => paths.csv(batchId),
  );
}

/**
 * Puts the CSV of a run in place, once, and under `results.csv` as well unless a newer run has its own there: a
 * process that was late must not bring an older one back.
 */
export async function placeCsv(paths: Paths, batchId: BatchId, run: number, written: string): Promise<void> {
  await linkIfAbsent(written, paths.runCsv(batchId, run));
  for (let copied = 0, newest = run; newest > copied; newest = (await readControl(paths, batchId)).run) {
    copied = newest;
    await copyCsv(paths, batchId, newest);
  }
}

async function copyCsv(paths: Paths, batchId: BatchId, run: number): Promise<void> {
  const temporary = temporaryPath(paths.batch(batchId), paths.csv(batchId));
  try {
    await link(paths.runCsv(batchId, run), temporary);
    await rename(temporary, paths.csv(batchId));
  } catch (error) {
    // The newer run is not finished.
    if (errnoOf(error) !== "ENOENT") throw error;
  } finally {
    // Renaming a link over another link of the same file does nothing, and leaves it.
    await removeFile(temporary);
  }
}
