import type { BatchId } from "@symphony/contract";
import type { Paths } from "../fs/paths.ts";
import { keepRead } from "../keep-read.ts";
import { readControl } from "../state/control.ts";
import { findRun } from "../state/run-record.ts";
import type { CorrectedFile, RunRecord } from "../state/run-record.ts";
import type { Item } from "./manifest.ts";

/** Runs with corrections that are kept in memory; a record names each of its files. */
const RUNS_KEPT = 32;
/** … and for how long: the batch may be removed and its id used again. */
export const READ_MAX_AGE_MS = 1_000;
/** How long the number of a batch's newest run is trusted by readers that name no run. */
const CONTROL_MAX_AGE_MS = 250;
const CONTROLS_KEPT = 64;

type Files = ReadonlyMap<number, CorrectedFile>;

/** Finds the files that replace those of items. Records of runs never change, so the ones used last stay for a while. */
export interface CorrectedItems {
  /** The item with the newest of its files that a run up to `run` brought; without `run`, up to the newest one. */
  apply(batchId: BatchId, item: Item, run?: number): Promise<Item>;
}

/** Where a store keeps the records and the number of its runs. */
export interface RunSource {
  findRun(batchId: BatchId, run: number): Promise<Pick<RunRecord, "corrections"> | undefined>;
  newestRun(batchId: BatchId): Promise<number>;
}

export const createCorrectedItems = (paths: Paths): CorrectedItems =>
  correctedItemsOf({
    findRun: (batchId, run) => findRun(paths, batchId, run),
    newestRun: async (batchId) => (await readControl(paths, batchId)).run,
  });

export function correctedItemsOf(source: RunSource): CorrectedItems {
  const keepRun = keepRead<Files | undefined>(RUNS_KEPT, READ_MAX_AGE_MS);
  const keepNewestRun = keepRead<number>(CONTROLS_KEPT, CONTROL_MAX_AGE_MS);
  const filesOf = (batchId: BatchId, run: number): Promise<Files | undefined> =>
    keepRun(`${batchId}/${run}`, () => readFiles(source, batchId, run));
  const newestRun = (batchId: BatchId): Promise<number> => keepNewestRun(batchId, () => source.newestRun(batchId));

  return {
    async apply(batchId, item, run) {
      for (let each = run ?? (await newestRun(batchId)); each > 0; each -= 1) {
        const file = (await filesOf(batchId, each))?.get(item.seq);
        if (file !== undefined) return correctedItem(item, file, each);
      }
      return item;
    },
  };
}

function correctedItem({ seq, name }: Item, { stored, size, sha256 }: CorrectedFile, run: number): Item {
  return { seq, name, stored, size, sha256, corrected_in: run };
}

async function readFiles(source: RunSource, batchId: BatchId, run: number): Promise<Files | undefined> {
  const record = await source.findRun(batchId, run);
  return record && new Map(record.corrections?.files.map((file) => [file.seq, file]));
}
