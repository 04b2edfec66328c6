import type { BatchId } from "@symphony/contract";
import type { Results } from "../../port.ts";
import { decodeRecord, encodeRecord } from "../../results/result-record.ts";
import type { ResultRecord } from "../../results/result-record.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { namesBelow, readText } from "../base/objects.ts";
import type { ObjectAttempts } from "./attempts.ts";
import type { Segments } from "./segments.ts";

/** One object for each result, whose existence says that the item is done: one request on an item's way. */
export function createObjectResults(
  { bucket, heads }: ObjectLedger,
  segments: Segments,
  attempts: Pick<ObjectAttempts, "forget">,
): Results {
  async function read(batchId: BatchId, seq: number, run = 0): Promise<ResultRecord | undefined> {
    const key = (await heads.find(batchId))?.result(run, seq);
    const text = key === undefined ? undefined : await readText(bucket, key);
    if (key === undefined || text === undefined) return undefined;
    const record = decodeRecord(text);
    if (record?.seq === seq) return record;
    // Set aside, so that the item is processed again.
    await bucket.copy(key, `${key.replace("/results/", "/damaged/")}.${Date.now()}`);
    await bucket.remove([key]);
    return undefined;
  }

  return {
    read,
    async putIfAbsent(record, run = 0) {
      const keys = await heads.keysOf(record.batch_id);
      const won = await bucket.putIfAbsent(keys.result(run, record.seq), encodeRecord(record));
      if (won !== undefined) segments.note(keys, run, record);
      attempts.forget(keys, run, record.seq);
      return won !== undefined;
    },
    async newest(batchId, seq, run, from = 0) {
      for (let each = run; each >= from; each -= 1) {
        const record = await read(batchId, seq, each);
        if (record !== undefined) return record;
      }
      return undefined;
    },
    async earlier(batchId, seq) {
      const prefix = (await heads.find(batchId))?.earlierOf(seq);
      const texts: Array<Promise<string | undefined>> = [];
      if (prefix !== undefined)
        for (const run of await namesBelow(bucket, prefix)) texts.push(readText(bucket, `${prefix}${run}`));
      return (await Promise.all(texts)).flatMap((text) => (text && decodeRecord(text)) || []);
    },
    // What others can see is durable.
    sync: async () => undefined,
  };
}
