import type { BatchManifest } from "../intake/manifest.ts";
import type { Control } from "../state/control-schema.ts";
import { allItems } from "@symphony/messaging";
import pLimit from "p-limit";
import type { Verdict } from "@symphony/contract";
import { readControl, readRun } from "../state/control.ts";
import type { Paths } from "../fs/paths.ts";
import { pendingSeqs } from "../results/pending-list.ts";
import { openCurrentResults } from "../results/current-results.ts";
import type { ResultRecords } from "../results/result-records.ts";

/** Rows read at once: some 13,000 a second, against 2,000 one by one. */
const READS_IN_FLIGHT = 64;

/** How far a batch is, by its rows. */
export interface BatchProgress {
  status: Control["status"];
  /** By seq, of the items that are done in the present generation or need not be done again. */
  verdicts: Map<number, Verdict>;
  /** Progress events that these rows stand for, those of earlier generations included. */
  events: number;
  /** When the present generation began. */
  startedAt: string;
}

/** Reads all rows of a batch: for counters that were lost, and while Redis is away. */
export async function readBatchProgress(
  paths: Paths,
  results: ResultRecords,
  manifest: BatchManifest,
): Promise<BatchProgress> {
  const { batch_id: batchId } = manifest;
  const { status, run } = await readControl(paths, batchId);
  const pending = new Set<number>();
  for await (const seq of pendingSeqs(paths, manifest)) pending.add(seq);
  const verdicts = new Map<number, Verdict>();
  const read = await openCurrentResults(paths, results, manifest, run);
  const limit = pLimit(READS_IN_FLIGHT);
  await limit.map(
    allItems(manifest).filter((seq) => !pending.has(seq)),
    async (seq) => {
      const record = await read(seq);
      if (record !== undefined) verdicts.set(seq, record.result.Is_Valid);
    },
  );
  const { accepted_at: acceptedAt } = manifest;
  if (run === 0) return { status, verdicts, events: verdicts.size, startedAt: acceptedAt };
  const retry = await readRun(paths, batchId, run);
  return {
    status,
    verdicts,
    events: retry.events_before + retry.seqs.length - pending.size,
    startedAt: retry.began_at ?? acceptedAt,
  };
}
