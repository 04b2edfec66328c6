import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { BatchId } from "@symphony/contract";
import { SHARD_SIZE } from "../fs/paths.ts";
import type { Paths } from "../fs/paths.ts";
import { keepRead } from "../keep-read.ts";
import { createCorrectedItems, READ_MAX_AGE_MS } from "./corrected-items.ts";
import { itemSchema } from "./manifest.ts";
import type { Item } from "./manifest.ts";

const shardSchema = z.array(itemSchema);

/** Lists of a thousand items kept in memory: enough for all chunks that a worker has in flight. */
const SHARDS_KEPT = 16;

export interface ItemReader {
  /**
   * The item with the file that it has in a run; without one, in the newest run.
   *
   * @throws when the batch has no such item or its list cannot be read
   */
  read(batchId: BatchId, seq: number, run?: number): Promise<Item>;
}

/** Reads items by number. The lists of a batch never change, so the ones used last stay in memory for a while. */
export function createItemReader(paths: Paths): ItemReader {
  const readShard = keepRead<Item[]>(SHARDS_KEPT, READ_MAX_AGE_MS);
  const corrected = createCorrectedItems(paths);
  const load = async (path: string): Promise<Item[]> => shardSchema.parse(JSON.parse(await readFile(path, "utf8")));

  return {
    async read(batchId, seq, run) {
      const path = paths.items(batchId, seq);
      const item = (await readShard(path, () => load(path)))[seq % SHARD_SIZE];
      if (item?.seq !== seq) throw new Error(`batch ${batchId} has no item ${seq}`);
      return corrected.apply(batchId, item, run);
    },
  };
}
