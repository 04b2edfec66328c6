import { SHARD_SIZE } from "../../fs/paths.ts";
import type { BatchManifest } from "../../intake/manifest.ts";
import { keepNewest } from "../../keep-newest.ts";
import { lastRunsOf, removed } from "../../results/current-results.ts";
import type { ResultReader } from "../../results/current-results.ts";
import { lostRecord } from "../../results/repair-result.ts";
import { encodeRecord } from "../../results/result-record.ts";
import type { ContentKeys } from "../base/keys.ts";
import { readText } from "../base/objects.ts";
import type { ObjectItems } from "../intake/items.ts";
import { readControl } from "../state/control.ts";
import { readMarker } from "../state/final.ts";
import { readRun } from "../state/run-records.ts";
import { readRunShard } from "./read-shard.ts";
import type { Records, ResultReading } from "./read-shard.ts";
import { decodeLines } from "./segments.ts";

/** Thousands that a reader keeps, some megabytes: in another order than that of the items it comes back to them. */
const THOUSANDS_KEPT = 16;

/** The items of the thousand that begins with `first`. */
export const seqsFrom = (first: number, total: number): number[] =>
  Array.from({ length: Math.min(SHARD_SIZE, total - first) }, (_, i) => first + i);

/** The first items of all thousands. */
export const firstsOf = (total: number): number[] =>
  Array.from({ length: Math.ceil(total / SHARD_SIZE) }, (_, shard) => shard * SHARD_SIZE);

export const lastRuns = (reading: ResultReading, keys: ContentKeys, run: number): Promise<(seq: number) => number> =>
  lastRunsOf(run, (each) => readRun(reading, keys, each));

/** Writes what counts at the end of a run, a thousand items in one object, so that readers need no more requests. */
export async function putPage(
  { bucket }: ResultReading,
  keys: ContentKeys,
  run: number,
  first: number,
  records: Records,
): Promise<void> {
  await bucket.put(keys.page(run, first), [...records.values()].map(encodeRecord).join(""));
}

/**
 * The newest results of a thousand items.
 *
 * @param run the newest run that counts
 * @param oldest the run that a result must come from at least
 */
export async function readShard(
  reading: ResultReading,
  keys: ContentKeys,
  run: number,
  seqs: readonly number[],
  oldest: (seq: number) => number,
): Promise<Records> {
  const [records, first = 0]: [Records, number | undefined] = [new Map(), seqs[0]];
  for (let each = run; each >= 0; each -= 1) {
    const wanted = seqs.filter((seq) => !records.has(seq) && oldest(seq) <= each);
    if (wanted.length === 0) continue;
    const page = await readText(reading.bucket, keys.page(each, first));
    const found = page === undefined ? await readRunShard(reading, keys, each, wanted) : decodeLines(page);
    for (const seq of wanted) {
      const record = found.get(seq);
      if (record !== undefined) records.set(seq, record);
    }
  }
  return records;
}

/**
 * Reads results to show them, a thousand at a time: of a batch that runs the newest of each item, of a finished one a
 * result for each.
 *
 * @returns a reader that throws a `StoreError` `missing` once the batch is removed or a newer run has replaced what it
 * reads
 */
export async function openShownResults(
  reading: ResultReading,
  items: ObjectItems,
  manifest: BatchManifest,
): Promise<ResultReader> {
  const { batch_id: batchId, total } = manifest;
  const keys = await reading.heads.find(batchId);
  if (keys === undefined) throw removed(batchId);
  const { run } = await readControl(reading, batchId);
  const isFinished = (await readMarker(reading, keys, run)) !== undefined;
  const oldest = isFinished ? await lastRuns(reading, keys, run) : () => 0;

  const load = async (first: number): Promise<Records> => {
    const records = await readShard(reading, keys, run, seqsFrom(first, total), oldest);
    if (isFinished) await assertReadable(reading, manifest, keys, run);
    return records;
  };
  const thousandOf = keepThousands(load);
  return async (seq) => {
    const record = (await thousandOf(seq)).get(seq);
    if (record !== undefined || !isFinished) return record;
    return lostRecord(manifest, await items.read(batchId, seq));
  };
}

/**
 * Remembers what is known of the thousands that were used last. A reader that only goes forward does not come back, so
 * it keeps one: many may read at the same time.
 *
 * @param load reads the thousand that begins with this item
 * @returns what is known of the thousand of an item
 */
export function keepThousands<T>(load: (first: number) => Promise<T>): (seq: number) => Promise<T> {
  const kept = new Map<number, Promise<T>>();
  let [last, goesBack] = [0, false];
  return (seq) => {
    const first = seq - (seq % SHARD_SIZE);
    goesBack ||= first < last;
    last = first;
    const thousand = kept.get(first) ?? load(first);
    keepNewest(kept, first, thousand, goesBack ? THOUSANDS_KEPT : 1);
    thousand.catch(() => kept.delete(first));
    return thousand;
  };
}

/** @throws {StoreError} `missing` when the results of a finished run are removed or may be */
async function assertReadable(reading: ResultReading, { batch_id: id }: BatchManifest, keys: ContentKeys, run: number) {
  const [head, control] = [await reading.heads.read(id), await readControl(reading, id)];
  if (head?.content !== keys.content || control.run !== run) throw removed(id);
}
