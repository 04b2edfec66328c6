import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { BatchId } from "@symphony/contract";
import { moveIfPresent, syncDir } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";

/** Makes a batch invisible by one rename. What is in the trash is removed later. @returns whether it was there */
export async function hideBatch(paths: Paths, batchId: BatchId): Promise<boolean> {
  const hidden = await moveToTrash(paths, batchId);
  if (hidden !== undefined) await syncDir(paths.root);
  return hidden !== undefined;
}

/** @returns where the batch is now, if it was there */
async function moveToTrash(paths: Paths, batchId: BatchId): Promise<string | undefined> {
  await mkdir(paths.trash, { recursive: true });
  // What is left of an earlier removal has another name.
  const hidden = paths.trashed(`${batchId}~${randomUUID()}`);
  return (await moveIfPresent(paths.batch(batchId), hidden)) ? hidden : undefined;
}

/** Removes a batch whole; what a crash leaves in the trash is removed with the rest of it. */
export async function removeBatch(paths: Paths, batchId: BatchId): Promise<void> {
  const hidden = await moveToTrash(paths, batchId);
  if (hidden !== undefined) await rm(hidden, { recursive: true, force: true });
}

/** One that cannot be removed, which an open file on a network share may be, keeps none of the others. @throws the first failure */
export async function emptyTrash(paths: Paths): Promise<void> {
  const failures: unknown[] = [];
  for (const name of await readdir(paths.trash).catch(() => []))
    await rm(join(paths.trash, name), { recursive: true, force: true }).catch((error) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
