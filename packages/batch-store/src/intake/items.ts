import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { BatchId } from "@symphony/contract";
import { SHARD_SIZE } from "../fs/paths.ts";
import type { Paths } from "../fs/paths.ts";
import { createCorrectedItems } from "./corrected-items.ts";
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

/** Reads items by number. The lists never change, so the ones used last stay in memory. */
export function createItemReader(paths: Paths): ItemReader {
  const kept = new Map<string, Promise<Item[]>>();
  const corrected = createCorrectedItems(paths);

  const shardOf = (path: string): Promise<Item[]> => {
    const known = kept.get(path);
    const shard = known ?? readFile(path, "utf8").then((text) => shardSchema.parse(JSON.parse(text)));
    kept.delete(path);
    kept.set(path, shard);
    shard.catch(() => kept.delete(path));
    const oldest = kept.keys().next().value;
    if (kept.size > SHARDS_KEPT && oldest !== undefined) kept.delete(oldest);
    return shard;
  };

  return {
    async read(batchId, seq, run) {
      const shard = await shardOf(paths.items(batchId, seq));
      const item = shard[seq % SHARD_SIZE];
      if (item?.seq !== seq) throw new Error(`batch ${batchId} has no item ${seq}`);
      return corrected.apply(batchId, item, run);
    },
  };
}
