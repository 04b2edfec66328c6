import pLimit from "p-limit";
import type { Verdict } from "@symphony/contract";
import type { Paths } from "../fs/paths.ts";
import type { BatchManifest } from "../intake/manifest.ts";
import type { BatchProgress, Results } from "../port.ts";
import { openCurrentResults } from "../results/current-results.ts";
import { pendingSeqs } from "../results/pending.ts";
import { readControl } from "../state/control.ts";
import { allSeqs, readRun, seqsOf } from "../state/run-record.ts";

/** Results read at once: some 13,000 a second, against 2,000 one by one. */
const READS_IN_FLIGHT = 64;

/** Counts a batch by reading all its results: for counters that were lost, and while Redis is away. */
export async function readBatchProgress(
  paths: Paths,
  results: Results,
  manifest: BatchManifest,
): Promise<BatchProgress> {
  const { batch_id: batchId, accepted_at: acceptedAt, total } = manifest;
  const { status, run } = await readControl(paths, batchId);
  const pending = new Set<number>();
  for await (const seq of pendingSeqs(paths, manifest)) pending.add(seq);
  const verdicts = new Map<number, Verdict>();
  const read = await openCurrentResults(paths, results, manifest, run);
  await pLimit(READS_IN_FLIGHT).map(
    allSeqs(total).filter((seq) => !pending.has(seq)),
    async (seq) => {
      const record = await read(seq);
      if (record !== undefined) verdicts.set(seq, record.result.Is_Valid);
    },
  );
  if (run === 0) return { status, verdicts, events: verdicts.size, startedAt: acceptedAt };
  const record = await readRun(paths, batchId, run);
  return {
    status,
    verdicts,
    events: record.events_before + seqsOf(record, manifest).length - pending.size,
    startedAt: record.began_at ?? acceptedAt,
  };
}
