import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import type { BatchManifest } from "../../intake/manifest.ts";
import { createBatchSummary } from "../../lifecycle/batch-summary.ts";
import type { ResultRecord } from "../../results/result-record.ts";
import { csvOf } from "../../results/results-csv.ts";
import type { Control } from "../../state/control-schema.ts";
import { seqsOf } from "../../state/run-record.ts";
import { UnfinishedError } from "../../store-error.ts";
import type { ContentKeys } from "../base/keys.ts";
import { firstsOf, lastRuns, putPage, readShard, seqsFrom } from "../results/current-results.ts";
import type { Records, ResultReading } from "../results/read-shard.ts";
import type { EndMarker } from "../state/final.ts";
import { readRun, seqsOfRun } from "../state/run-records.ts";

/**
 * Writes the pages, the CSV and the failed items of a run, and adds its results up. Several processes may do it at once:
 * what they write is the same, or has a name of its own.
 *
 * @throws {UnfinishedError} while an item has no result
 */
export async function summarise(
  reading: ResultReading,
  manifest: BatchManifest,
  keys: ContentKeys,
  control: Control,
  model: string | undefined,
): Promise<EndMarker> {
  const { batch_id: batchId, total } = manifest;
  const { run } = control;
  const { failed, add, summary } = createBatchSummary(total);
  const changes = await countChanges(reading, manifest, keys, run);
  const oldest = await lastRuns(reading, keys, run);

  async function* results(): AsyncGenerator<ResultRecord> {
    for (const first of firstsOf(total)) {
      const seqs = seqsFrom(first, total);
      const records = await readShard(reading, keys, run, seqs, oldest);
      const missing = seqs.find((seq) => !records.has(seq));
      if (missing !== undefined) throw new UnfinishedError(batchId, missing);
      await putPage(reading, keys, run, first, inOrder(records, seqs));
      await changes?.compare(seqs, records);
      for (const record of inOrder(records, seqs).values()) {
        add(record);
        yield record;
      }
    }
  }
  const csv = await putCsv(reading, manifest, keys, run, results());
  await reading.bucket.put(keys.failed(run), JSON.stringify({ seqs: failed }));
  return {
    csv,
    final: {
      batch_id: batchId,
      status: control.status === "cancelled" ? "cancelled" : "completed",
      ...summary(),
      ...(changes === undefined ? {} : { changed: changes.changed() }),
      ...(model === undefined ? {} : { model }),
      ...(await runFacts(reading, manifest, keys, run)),
      completed_at: new Date().toISOString(),
    },
  };
}

const inOrder = (records: Records, seqs: readonly number[]): Records =>
  new Map(seqs.map((seq) => [seq, records.get(seq) as ResultRecord]));

async function putCsv(
  { bucket, scratch }: ResultReading,
  batch: BatchManifest,
  keys: ContentKeys,
  run: number,
  results: AsyncIterable<ResultRecord>,
): Promise<string> {
  const [path, key] = [scratch.newPath(), keys.csv(run, randomUUID())];
  try {
    await pipeline(csvOf(results, { batch }), createWriteStream(path, { flags: "wx" }));
    await bucket.put(key, { path, size: (await stat(path)).size }, "text/csv");
    return key;
  } finally {
    await rm(path, { force: true });
  }
}

async function runFacts(reading: ResultReading, manifest: BatchManifest, keys: ContentKeys, run: number) {
  if (run === 0) return { events: manifest.total, started_at: manifest.accepted_at };
  const record = await readRun(reading, keys, run);
  return { events: record.events_before + seqsOf(record, manifest).length, started_at: record.began_at };
}

/** Counts the verdicts that a run changed; undefined for the first run. */
async function countChanges(reading: ResultReading, manifest: BatchManifest, keys: ContentKeys, run: number) {
  if (run === 0) return undefined;
  const inRun = new Set(await seqsOfRun(reading, keys, manifest, run));
  const oldest = await lastRuns(reading, keys, run - 1);
  let changed = 0;
  return {
    async compare(seqs: readonly number[], records: Records): Promise<void> {
      const before = await readShard(reading, keys, run - 1, seqs, oldest);
      for (const seq of seqs) {
        const [old, now] = [before.get(seq)?.result.Is_Valid, records.get(seq)?.result.Is_Valid];
        if (inRun.has(seq) && old !== undefined && old !== now) changed += 1;
      }
    },
    changed: () => changed,
  };
}
