import type { Verdict } from "@symphony/contract";
import type { BatchManifest } from "../../intake/manifest.ts";
import type { BatchProgress } from "../../port.ts";
import { seqsOf } from "../../state/run-record.ts";
import { firstsOf, lastRuns, readShard, seqsFrom } from "../results/current-results.ts";
import type { ResultReading } from "../results/read-shard.ts";
import { readControl } from "../state/control.ts";
import { readRun } from "../state/run-records.ts";

/** Counts a batch by its results: for counters that were lost, and while Redis is away. */
export async function readBatchProgress(reading: ResultReading, manifest: BatchManifest): Promise<BatchProgress> {
  const { batch_id: batchId, accepted_at: acceptedAt, total } = manifest;
  const keys = await reading.heads.keysOf(batchId);
  const { status, run } = await readControl(reading, batchId);
  const oldest = await lastRuns(reading, keys, run);
  const verdicts = new Map<number, Verdict>();
  for (const first of firstsOf(total)) {
    const seqs = seqsFrom(first, total);
    const records = await readShard(reading, keys, run, seqs, oldest);
    for (const seq of seqs) {
      const record = records.get(seq);
      if (record !== undefined) verdicts.set(seq, record.result.Is_Valid);
    }
  }
  if (run === 0) return { status, verdicts, events: verdicts.size, startedAt: acceptedAt };
  const record = await readRun(reading, keys, run);
  const done = seqsOf(record, manifest).filter((seq) => verdicts.has(seq)).length;
  return { status, verdicts, events: record.events_before + done, startedAt: record.began_at ?? acceptedAt };
}
