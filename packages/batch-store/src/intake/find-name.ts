import type { BatchId } from "@symphony/contract";
import { readIfPresent } from "../fs/durable.ts";
import { SHARD_SIZE } from "../fs/paths.ts";
import type { Paths } from "../fs/paths.ts";
import { itemSchema } from "./manifest.ts";

/** The names of so many images are in one file. */
export const NAMES_PER_PART = SHARD_SIZE;

/** Looks at the text of the file first, which is ten times as fast as to parse it, and nearly always says no. */
export async function findName(
  paths: Paths,
  batchId: BatchId,
  part: number,
  text: string,
): Promise<string | undefined> {
  const wanted = text.toLowerCase();
  const json = await readIfPresent(paths.items(batchId, part * SHARD_SIZE));
  if (json === undefined || !json.toLowerCase().includes(JSON.stringify(wanted).slice(1, -1))) return undefined;
  for (const item of JSON.parse(json) as unknown[]) {
    const name = itemSchema.safeParse(item).data?.name;
    if (name?.toLowerCase().includes(wanted) === true) return name;
  }
  return undefined;
}
