import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { syncDir, writeSynced } from "../fs/durable.ts";
import { errnoOf } from "../fs/errno.ts";
import { SHARD_SIZE, shardName } from "../fs/paths.ts";
import type { Paths } from "../fs/paths.ts";
import { metadataOf } from "../state/metadata.ts";
import { StoreError } from "../store-error.ts";
import { encodeBranded } from "../branded.ts";
import type { BatchManifest, Item } from "./manifest.ts";
import { encodePendingList } from "./pending-list.ts";

/** Folders with a file, or a few, for each item, in a shard for each thousand items. */
const SHARDED = ["results", "thumbnails", "views", "marks"];

/** Writes the lists of a batch beside its payloads and syncs the folders from the inside out. */
export async function writeBatchFiles(batch: string, manifest: BatchManifest, items: Item[]): Promise<void> {
  const metadata = metadataOf(manifest);
  const names = items.map((item) => item.name);
  for (const folder of ["items", "attempts", ".tmp", ...SHARDED]) await mkdir(join(batch, folder));
  for (let first = 0; first < items.length; first += SHARD_SIZE) {
    const part = items.slice(first, first + SHARD_SIZE);
    await writeSynced(join(batch, "items", `${shardName(first)}.json`), JSON.stringify(part));
    for (const folder of SHARDED) await mkdir(join(batch, folder, shardName(first)));
  }
  const pendingList = encodePendingList(manifest, names, metadata.counts);
  await writeSynced(join(batch, `pending_${manifest.kind}.json`), pendingList);
  await writeSynced(join(batch, "metadata.json"), JSON.stringify(metadata, null, 2));
  await writeSynced(join(batch, "accepted.json"), JSON.stringify(encodeBranded(manifest), null, 2));
  for (const folder of ["items", "pending_files", ...SHARDED, "."]) await syncDir(join(batch, folder));
}

/** Publishes a batch. A client that gets an error must not find it there: a rename that may not last is undone. */
export async function publishBatch(batch: string, paths: Paths, manifest: BatchManifest): Promise<void> {
  const published = paths.batch(manifest.batch_id);
  try {
    await rename(batch, published);
  } catch (cause) {
    const code = errnoOf(cause);
    if (code !== "ENOTEMPTY" && code !== "EEXIST") throw cause;
    throw new StoreError("already_committed", `Batch ${manifest.batch_id} is committed already.`, { cause });
  }
  try {
    await syncDir(paths.root);
  } catch (error) {
    await rename(published, batch);
    throw error;
  }
}
