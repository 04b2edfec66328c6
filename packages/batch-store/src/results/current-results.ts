import type { ItemReader } from "../intake/items.ts";
import type { BatchManifest } from "../intake/manifest.ts";
import type { Paths } from "../fs/paths.ts";
import type { Results } from "../port.ts";
import { readControl } from "../state/control.ts";
import { readFinal } from "../state/final.ts";
import { readRun } from "../state/run-record.ts";
import { createResultRepair } from "./repair-result.ts";
import type { ResultRecord } from "./result-record.ts";

export type ResultReader = (seq: number) => Promise<ResultRecord | undefined>;

/**
 * The last run that an item belongs to. The result of an earlier run does not stand in for one that is missing
 * there, because it is no longer true.
 */
async function lastRuns(paths: Paths, { batch_id }: BatchManifest, run: number): Promise<(seq: number) => number> {
  const runs: Array<{ run: number; has(seq: number): boolean }> = [];
  for (let each = run; each > 0; each -= 1) {
    const { seqs } = await readRun(paths, batch_id, each);
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
 */
export async function openShownResults(
  paths: Paths,
  results: Results,
  items: ItemReader,
  manifest: BatchManifest,
): Promise<ResultReader> {
  const { batch_id: batchId } = manifest;
  const { run } = await readControl(paths, batchId);
  if ((await readFinal(paths, batchId)) === undefined) return (seq) => results.newest(batchId, seq, run);
  const last = await lastRuns(paths, manifest, run);
  const repair = createResultRepair(paths, items, manifest);
  return async (seq) => (await results.newest(batchId, seq, run, last(seq))) ?? repair(seq, last(seq));
}
