import { readdir } from "node:fs/promises";
import type { Counts } from "@symphony/contract";
import { removeFile, replaceFile } from "../fs/durable.ts";
import { errnoOf } from "../fs/errno.ts";
import { SHARD_SIZE } from "../fs/paths.ts";
import type { Paths } from "../fs/paths.ts";
import type { ItemReader } from "../intake/items.ts";
import type { BatchManifest } from "../intake/manifest.ts";
import { encodePendingList } from "../intake/pending-list.ts";
import { readControl } from "../state/control.ts";
import { readFinal } from "../state/final.ts";
import { allSeqs, readRun, seqsOf } from "../state/run-record.ts";

/** Items of the newest run without a result from `from` up to `to`, in order; one folder listing for each thousand. */
export async function* pendingSeqs(
  paths: Paths,
  manifest: BatchManifest,
  from = 0,
  to = Infinity,
): AsyncGenerator<number> {
  const { batch_id: batchId, total } = manifest;
  const { run } = await readControl(paths, batchId);
  const wanted = run === 0 ? allSeqs(total) : seqsOf(await readRun(paths, batchId, run), manifest);
  let shard = -1;
  let done = new Set<number>();
  for (const seq of wanted) {
    if (seq < from) continue;
    if (seq >= to) return;
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

/**
 * Brings `pending_files.json` or `pending_urls.json` up to date with the results. Any process may do it at any time:
 * the results are the truth, the list only trails them. One written after the batch was finished is removed again.
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
  await replaceFile(path, encodePendingList(manifest, names, counts, new Date().toISOString()));
  if ((await readFinal(paths, manifest.batch_id)) !== undefined) await removeFile(path);
}
