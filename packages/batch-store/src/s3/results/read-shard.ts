import pLimit from "p-limit";
import { decodeRecord } from "../../results/result-record.ts";
import type { ResultRecord } from "../../results/result-record.ts";
import type { ContentKeys } from "../base/keys.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { readText } from "../base/objects.ts";
import { decodeLines } from "./segments.ts";
import type { Segments } from "./segments.ts";

const READS_IN_FLIGHT = 32;

/** What readers of many results stand on. */
export interface ResultReading extends ObjectLedger {
  segments: Segments;
}

export type Records = Map<number, ResultRecord>;

/**
 * The results of a thousand items that one run gave, by their items: from copies of many, and one by one where there
 * are none.
 *
 * @param seqs the items of the thousand that are asked for
 */
export async function readRunShard(
  { bucket, segments }: ResultReading,
  keys: ContentKeys,
  run: number,
  seqs: readonly number[],
): Promise<Records> {
  const [first = 0] = seqs;
  const limit = pLimit(READS_IN_FLIGHT);
  const found = decodeLines(segments.unwritten(keys, run, first));
  const isWhole = (): boolean => seqs.every((seq) => found.has(seq));
  if (isWhole()) return found;
  const copies: string[] = [];
  for await (const { key } of bucket.list({ prefix: keys.segmentShard(run, first) })) copies.push(key);
  await limit.map(copies, async (key) => {
    for (const [seq, record] of decodeLines((await readText(bucket, key)) ?? "")) found.set(seq, record);
  });
  if (isWhole()) return found;
  const there = await doneSeqs(bucket, keys.resultShard(run, first));
  await limit.map(
    seqs.filter((seq) => there.has(seq) && !found.has(seq)),
    async (seq) => {
      const record = decodeRecord((await readText(bucket, keys.result(run, seq))) ?? "");
      if (record?.seq === seq) found.set(seq, record);
    },
  );
  return found;
}

/** Items of a thousand that have a result in one run. */
export async function doneSeqs(bucket: ObjectLedger["bucket"], prefix: string): Promise<Set<number>> {
  const done = new Set<number>();
  for await (const { key } of bucket.list({ prefix })) done.add(Number(key.slice(prefix.length)));
  return done;
}
