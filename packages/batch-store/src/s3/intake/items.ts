import { z } from "zod";
import type { BatchId } from "@symphony/contract";
import { SHARD_SIZE } from "../../fs/paths.ts";
import { correctedItemsOf } from "../../intake/corrected-items.ts";
import { itemSchema } from "../../intake/manifest.ts";
import type { Item } from "../../intake/manifest.ts";
import { keepRead } from "../../keep-read.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { decodeObject, readText } from "../base/objects.ts";
import { readControl } from "../state/control.ts";
import { findRun } from "../state/run-records.ts";

const shardSchema = z.array(itemSchema);
/** Lists of a thousand items kept in memory: enough for all chunks that a worker has in flight. */
const SHARDS_KEPT = 16;

export interface ObjectItems {
  /** An item with the file that it has in a run. @throws when the batch has no such item */
  read(batchId: BatchId, seq: number, run?: number): Promise<Item>;
  /** The items of one list, from the one that has item `seq`; empty where there is none. */
  shard(batchId: BatchId, seq: number): Promise<readonly Item[]>;
}

/** Reads items by number. A list never changes, nor does what its key stands for, so the ones used last stay in memory. */
export function createObjectItems(ledger: ObjectLedger): ObjectItems {
  const { bucket, heads } = ledger;
  const corrected = correctedItemsOf({
    findRun: (batchId, run) => findRun(ledger, batchId, run),
    newestRun: async (batchId) => (await readControl(ledger, batchId)).run,
  });
  const keepShard = keepRead<readonly Item[]>(SHARDS_KEPT, Infinity);

  const load = async (key: string): Promise<readonly Item[]> => {
    const text = await readText(bucket, key);
    return text === undefined ? [] : decodeObject(text, key, shardSchema);
  };
  const shard = async (batchId: BatchId, seq: number): Promise<readonly Item[]> => {
    const key = (await heads.keysOf(batchId)).items(seq);
    return keepShard(key, () => load(key));
  };

  return {
    shard,
    async read(batchId, seq, run) {
      const item = (await shard(batchId, seq))[seq % SHARD_SIZE];
      if (item?.seq !== seq) throw new Error(`batch ${batchId} has no item ${seq}`);
      return corrected.apply(batchId, item, run);
    },
  };
}

/** The first image of one part whose name has this text, in any case. */
export async function findItemName(
  items: ObjectItems,
  batchId: BatchId,
  part: number,
  text: string,
): Promise<string | undefined> {
  const wanted = text.toLowerCase();
  const list = await items.shard(batchId, part * SHARD_SIZE).catch(() => []);
  return list.find(({ name }) => name.toLowerCase().includes(wanted))?.name;
}
