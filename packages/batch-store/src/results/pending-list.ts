import type { BatchManifest } from "../intake/manifest.ts";
import { allItems } from "@symphony/messaging";
import { readdir } from "node:fs/promises";
import type { BatchId, Counts } from "@symphony/contract";
import { readControl, readRun } from "../state/control.ts";
import { errnoOf, removeFile, replaceFile } from "../fs/durable.ts";
import { readFinal } from "../state/final.ts";
import type { ItemReader } from "./items.ts";
import { SHARD_SIZE } from "../fs/paths.ts";
import type { Paths } from "../fs/paths.ts";

/** The pending list as existing readers of the folder know it: what is still to do, by the names as they came. */
export function pendingListText(
  manifest: BatchManifest,
  names: string[],
  counts: Counts,
  updatedAt = manifest.accepted_at,
): string {
  return JSON.stringify({
    batch_id: manifest.batch_id,
    client_id: manifest.client_id,
    chunk_size: manifest.chunk_size,
    [manifest.kind === "files" ? "files_names" : "image_urls"]: names,
    processed: counts.processed,
    total: counts.total,
    valid: counts.valid,
    invalid: counts.invalid,
    error: counts.error,
    created_at: manifest.created_at,
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
  manifest: BatchManifest,
  counts: Counts,
): Promise<void> {
  const path = paths.pendingList(manifest.batch_id, manifest.kind);
  const names: string[] = [];
  for await (const seq of pendingSeqs(paths, manifest)) {
    names.push((await items.read(manifest.batch_id, seq)).name);
  }
  await replaceFile(path, pendingListText(manifest, names, counts, new Date().toISOString()));
  if ((await readFinal(paths, manifest.batch_id)) !== undefined) await removeFile(path);
}

/** The items that the present generation has no row for yet, in order; one folder listing for each thousand. */
export async function* pendingSeqs(paths: Paths, manifest: BatchManifest): AsyncGenerator<number> {
  const { run } = await readControl(paths, manifest.batch_id);
  const wanted = run === 0 ? allItems(manifest) : (await readRun(paths, manifest.batch_id, run)).seqs;
  yield* withoutResult(paths, manifest.batch_id, run, wanted);
}

/** Those of the wanted items that have no row in a generation. */
export async function* withoutResult(
  paths: Paths,
  batchId: BatchId,
  run: number,
  wanted: readonly number[],
): AsyncGenerator<number> {
  let shard = -1;
  let done = new Set<number>();
  for (const seq of wanted) {
    if (Math.floor(seq / SHARD_SIZE) !== shard) {
      shard = Math.floor(seq / SHARD_SIZE);
      done = await doneSeqs(paths.resultShard(batchId, run, seq));
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
