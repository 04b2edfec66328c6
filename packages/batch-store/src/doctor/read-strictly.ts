import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readIfPresent } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";
import type { BatchManifest, Item } from "../intake/manifest.ts";
import { decodeRecord } from "../results/result-record.ts";
import type { ResultRecord } from "../results/result-record.ts";

/** Reads the result of an item without setting a damaged one aside. */
export async function readStrictly(
  paths: Paths,
  { batch_id: batchId }: BatchManifest,
  item: Item,
  run: number,
): Promise<ResultRecord | "missing" | "damaged"> {
  const text = await readIfPresent(paths.result(batchId, run, item.seq));
  if (text === undefined) return "missing";
  const record = decodeRecord(text);
  const isOwn = record?.seq === item.seq && record.batch_id === batchId;
  return isOwn && record.result.Image_Path_or_URL === item.name ? record : "damaged";
}

/** Names of results of items that were never accepted. */
export async function strayResults(
  paths: Paths,
  { batch_id: batchId, total }: BatchManifest,
  run: number,
): Promise<string[]> {
  const strays: string[] = [];
  for (let each = 0; each <= run; each += 1) {
    const dir = paths.results(batchId, each);
    for (const shard of await readdir(dir).catch(() => [])) {
      const names = await readdir(join(dir, shard)).catch(() => []);
      strays.push(...names.filter((name) => Number(/^(\d+)\.json$/.exec(name)?.[1] ?? -1) >= total));
    }
  }
  return strays;
}
