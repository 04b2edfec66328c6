import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { BatchId } from "@symphony/contract";
import { moveIfPresent, syncDir } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";

/** Makes a batch invisible by one rename. What is in the trash is removed later. @returns whether it was there */
export async function hideBatch(paths: Paths, batchId: BatchId): Promise<boolean> {
  await mkdir(paths.trash, { recursive: true });
  // What is left of an earlier removal has another name.
  const hidden = await moveIfPresent(paths.batch(batchId), paths.trashed(`${batchId}~${randomUUID()}`));
  if (hidden) await syncDir(paths.root);
  return hidden;
}

/** Removes a batch whole; what a crash leaves in the trash is removed with the rest of it. */
export async function removeBatch(paths: Paths, batchId: BatchId): Promise<void> {
  await mkdir(paths.trash, { recursive: true });
  const hidden = paths.trashed(`${batchId}~${randomUUID()}`);
  if (await moveIfPresent(paths.batch(batchId), hidden)) await rm(hidden, { recursive: true, force: true });
}

export async function emptyTrash(paths: Paths): Promise<void> {
  for (const name of await readdir(paths.trash).catch(() => []))
    await rm(join(paths.trash, name), { recursive: true, force: true });
}
