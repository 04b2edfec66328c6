import type { BatchManifest } from "../intake/manifest.ts";
import type { ResultRecord } from "./record.ts";
import { setImmediate } from "node:timers/promises";
import { readControl, readRun } from "../state/control.ts";
import { readFinal } from "../state/final.ts";
import type { ItemReader } from "./items.ts";
import { createResultRepair } from "./repair-result.ts";
import type { Paths } from "../fs/paths.ts";
import type { ResultRecords } from "./result-records.ts";

/** Rows after which all who read wait while others are let in between: where no step is handed over, nothing else does that. */
const ROWS_AT_A_TIME = 64;

export type ResultReader = (seq: number) => Promise<ResultRecord | undefined>;

/**
 * In which generation an item was last to be judged. Its row of an earlier one does not stand in for the one
 * that is missing there: it says what is not true any more.
 */
async function lastRuns(paths: Paths, { batch_id }: BatchManifest, run: number): Promise<(seq: number) => number> {
  const retries: Array<{ run: number; seqs: ReadonlySet<number> }> = [];
  for (let each = run; each > 0; each -= 1)
    retries.push({ run: each, seqs: new Set((await readRun(paths, batch_id, each)).seqs) });
  return (seq) => retries.find(({ seqs }) => seqs.has(seq))?.run ?? 0;
}

/** Reads the rows that count in a generation; items without one are still to be judged, or their row was damaged. */
export async function openCurrentResults(
  paths: Paths,
  results: ResultRecords,
  manifest: BatchManifest,
  run: number,
): Promise<ResultReader> {
  const last = await lastRuns(paths, manifest, run);
  let reads = 0;
  let turn: Promise<void> | undefined;
  return async (seq) => {
    reads += 1;
    if (reads % ROWS_AT_A_TIME === 0) turn = setImmediate();
    await turn;
    return results.newest(manifest.batch_id, seq, run, last(seq));
  };
}

/**
 * Reads rows for people: of a batch that runs the newest there is of each item, of one that is finished a row of
 * every item, a damaged one made again from the table.
 */
export async function openShownResults(
  paths: Paths,
  results: ResultRecords,
  items: ItemReader,
  manifest: BatchManifest,
): Promise<ResultReader> {
  const { batch_id: batchId } = manifest;
  const { run } = await readControl(paths, batchId);
  if ((await readFinal(paths, batchId)) === undefined) return (seq) => results.newest(batchId, seq, run);
  const last = await lastRuns(paths, manifest, run);
  const mender = createResultRepair(paths, items, manifest);
  return async (seq) => (await results.newest(batchId, seq, run, last(seq))) ?? mender.mend(seq, last(seq));
}
