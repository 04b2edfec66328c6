import { readdir } from "node:fs/promises";
import { allItems } from "@symphony/contract";
import type { Accepted, BatchId, Counts } from "@symphony/contract";
import { readControl, readRetry } from "./control.ts";
import { errnoOf, removeFile, replaceFile } from "./durable.ts";
import { readFinal } from "./final.ts";
import type { ItemReader } from "./items.ts";
import { SHARD_SIZE } from "./paths.ts";
import type { Paths } from "./paths.ts";

/** The pending list as existing readers of the folder know it: what is still to do, by the names as they came. */
export function pendingListText(
  accepted: Accepted,
  names: string[],
  counts: Counts,
  updatedAt = accepted.accepted_at,
): string {
  return JSON.stringify({
    batch_id: accepted.batch_id,
    client_id: accepted.client_id,
    chunk_size: accepted.chunk_size,
    [accepted.kind === "files" ? "files_names" : "image_urls"]: names,
    processed: counts.processed,
    total: counts.total,
    valid: counts.valid,
    invalid: counts.invalid,
    error: counts.error,
    created_at: accepted.created_at,
    updated_at: updatedAt,
  });
}

/**
 * Brings `pending_files.json` or `pending_urls.json` up to date with the rows on disk. Any process may do
 * it at any time: the rows are the truth, the list only trails them, and one written after the batch was
 * finished takes itself away again.
 */
export async function refreshPendingList(
  paths: Paths,
  items: ItemReader,
  accepted: Accepted,
  counts: Counts,
): Promise<void> {
  const path = paths.pendingList(accepted.batch_id, accepted.kind);
  const names: string[] = [];
  for await (const seq of pendingSeqs(paths, accepted)) {
    names.push((await items.read(accepted.batch_id, seq)).name);
  }
  await replaceFile(path, pendingListText(accepted, names, counts, new Date().toISOString()));
  if ((await readFinal(paths, accepted.batch_id)) !== undefined) await removeFile(path);
}

/** The items that the present generation has no row for yet, in order; one folder listing for each thousand. */
export async function* pendingSeqs(paths: Paths, accepted: Accepted): AsyncGenerator<number> {
  const { generation } = await readControl(paths, accepted.batch_id);
  const wanted = generation === 0 ? allItems(accepted) : (await readRetry(paths, accepted.batch_id, generation)).seqs;
  yield* withoutRow(paths, accepted.batch_id, generation, wanted);
}

/** Those of the wanted items that have no row in a generation. */
export async function* withoutRow(
  paths: Paths,
  batchId: BatchId,
  generation: number,
  wanted: readonly number[],
): AsyncGenerator<number> {
  let shard = -1;
  let done = new Set<number>();
  for (const seq of wanted) {
    if (Math.floor(seq / SHARD_SIZE) !== shard) {
      shard = Math.floor(seq / SHARD_SIZE);
      done = await doneSeqs(paths.resultShard(batchId, generation, seq));
    }
    if (!done.has(seq)) yield seq;
  }
}

async function doneSeqs(shardDir: string): Promise<Set<number>> {
  try {
    const names = await readdir(shardDir);
    return new Set(names.filter((name) => /^\d+\.json$/.test(name)).map((name) => Number.parseInt(name, 10)));
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return new Set();
    throw error;
  }
}
