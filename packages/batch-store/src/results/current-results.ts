import type { BatchId } from "@symphony/contract";
import type { ItemReader } from "../intake/items.ts";
import type { BatchManifest } from "../intake/manifest.ts";
import { readIfPresent } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";
import type { Results } from "../port.ts";
import { readControl } from "../state/control.ts";
import { readFinalOf } from "../state/final.ts";
import { readRun } from "../state/run-record.ts";
import type { RunRecord } from "../state/run-record.ts";
import { StoreError } from "../store-error.ts";
import { csvOfRun } from "./csv-file.ts";
import { createResultRepair } from "./repair-result.ts";
import type { ResultRecord } from "./result-record.ts";

export type ResultReader = (seq: number) => Promise<ResultRecord | undefined>;

/**
 * The last run that an item belongs to. The result of an earlier run does not stand in for one that is missing
 * there, because it is no longer true.
 */
export function lastRuns(paths: Paths, { batch_id }: BatchManifest, run: number): Promise<(seq: number) => number> {
  return lastRunsOf(run, (each) => readRun(paths, batch_id, each));
}

export async function lastRunsOf(
  run: number,
  read: (run: number) => Promise<Pick<RunRecord, "seqs">>,
): Promise<(seq: number) => number> {
  const runs: Array<{ run: number; has(seq: number): boolean }> = [];
  for (let each = run; each > 0; each -= 1) {
    const { seqs } = await read(each);
    const members = new Set(seqs === "all" ? [] : seqs);
    runs.push({ run: each, has: (seq) => seqs === "all" || members.has(seq) });
    // Earlier runs decide nothing any more.
    if (seqs === "all") break;
  }
  return (seq) => runs.find(({ has }) => has(seq))?.run ?? 0;
}

/** Reads the results that count in a run; items without one are still to do, or their result was damaged. */
export async function openCurrentResults(
  paths: Paths,
  results: Results,
  manifest: BatchManifest,
  run: number,
): Promise<ResultReader> {
  const last = await lastRuns(paths, manifest, run);
  return (seq) => results.newest(manifest.batch_id, seq, run, last(seq));
}

/**
 * Reads results to show them: while a batch runs the newest of each item, of a finished batch one for every item, a
 * damaged one repaired from the CSV.
 *
 * @returns a reader that throws a `StoreError` `missing` once the batch is removed or a newer run has replaced what it
 * reads: what was read so far is true, and the rest must not be made up
 */
export async function openShownResults(
  paths: Paths,
  results: Results,
  items: ItemReader,
  manifest: BatchManifest,
): Promise<ResultReader> {
  const { batch_id: batchId } = manifest;
  const { run } = await readControl(paths, batchId);
  if ((await readFinalOf(paths, batchId, run)) === undefined) {
    if ((await readIfPresent(paths.manifest(batchId))) === undefined) throw removed(batchId);
    return (seq) => results.newest(batchId, seq, run);
  }
  const last = await lastRuns(paths, manifest, run);
  const repair = createResultRepair(paths, await csvOfRun(paths, batchId, run), items, manifest);
  return async (seq) => {
    const found = await results.newest(batchId, seq, run, last(seq));
    if (found !== undefined) return found;
    await assertReadable(paths, batchId, run);
    const repaired = await repair(seq, last(seq));
    // It may have been removed since.
    await assertReadable(paths, batchId, run);
    return repaired;
  };
}

/** @throws {StoreError} `missing` when the results of a finished run are removed or may be */
async function assertReadable(paths: Paths, batchId: BatchId, run: number): Promise<void> {
  const [control, final] = [await readControl(paths, batchId), await readFinalOf(paths, batchId, run)];
  if (final === undefined || control.run !== run) throw removed(batchId);
}

export const removed = (batchId: BatchId): StoreError =>
  new StoreError("missing", `Batch ${batchId} was removed or checked again while it was read.`);
