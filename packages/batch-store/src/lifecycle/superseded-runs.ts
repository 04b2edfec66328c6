import { access, rm } from "node:fs/promises";
import type { BatchId } from "@symphony/contract";
import type { Paths } from "../fs/paths.ts";
import { readRun } from "../state/run-record.ts";

/** Runs before the newest one that gave every item a result: nothing reads their results any more. */
async function supersededRuns(paths: Paths, batchId: BatchId, finishedRun: number): Promise<number[]> {
  for (let run = finishedRun; run > 0; run -= 1) {
    if ((await readRun(paths, batchId, run)).seqs === "all")
      return Array.from({ length: run }, (_, earlier) => earlier);
  }
  return [];
}

/**
 * Removes the results of superseded runs, so that a batch that is re-evaluated again and again stays as large as it
 * was. A reader in the middle of them finds the newer run and breaks off.
 */
export async function removeSupersededRuns(paths: Paths, batchId: BatchId, finishedRun: number): Promise<void> {
  for (const run of await supersededRuns(paths, batchId, finishedRun)) {
    await rm(paths.results(batchId, run), { recursive: true, force: true });
    await rm(paths.failed(batchId, run), { force: true });
    // The CSV of the first run has become that of the newest one.
    if (run > 0) await rm(paths.runCsv(batchId, run), { force: true });
  }
}

/** Whether a removal was interrupted. */
export async function hasSupersededResults(paths: Paths, batchId: BatchId, finishedRun: number): Promise<boolean> {
  for (const run of await supersededRuns(paths, batchId, finishedRun)) {
    const there = await access(paths.results(batchId, run)).then(
      () => true,
      () => false,
    );
    if (there) return true;
  }
  return false;
}
