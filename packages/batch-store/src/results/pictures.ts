import { link, readFile, rename, rm, stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { makeDirInside, syncDir, temporaryPath, writeSynced } from "../fs/durable.ts";
import { errnoOf } from "../fs/errno.ts";
import type { Paths } from "../fs/paths.ts";
import { inRunFolder } from "./run-folder.ts";
import { openStoredFile } from "../fs/stored-file.ts";
import type { StoredFile } from "../port.ts";

/** Views and marks are kept while so much is free: results and uploads need the rest. */
const ROOM_MIN_BYTES = 256 * 1024 * 1024;
/** How long a measured room is trusted: a worker writes some megabytes in this time. */
const ROOM_MAX_AGE_MS = 1_000;

/**
 * Another name for the bytes of a file, and a copy in place of another file that has it, where they are on different
 * file systems, or where the file has all the names it may have; durable when this returns, if the bytes were. Nothing
 * happens where there is no such file, or the batch was removed.
 */
export async function linkOrCopy(paths: Paths, batchId: string, from: string, to: string): Promise<void> {
  try {
    await inFolder(to, () => link(from, to));
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return;
    if (!NO_LINK.has(errnoOf(error) ?? "")) throw error;
    // Perhaps by a process that died before it was durable.
    if (await isSameFile(from, to)) return syncDir(dirname(to));
    await putPicture(paths, batchId, to, await readFile(from));
  }
}

const NO_LINK = new Set(["EEXIST", "EXDEV", "EMLINK", "EPERM", "ENOTSUP"]);

async function isSameFile(from: string, to: string): Promise<boolean> {
  const [a, b] = await Promise.all([from, to].map((path) => stat(path).catch(() => undefined)));
  return a?.dev === b?.dev && a?.ino === b?.ino;
}

/**
 * Puts a picture in place whole and durably, in place of one that is there. By way of the scratch folder, which is
 * removed with what killed processes left in it.
 */
export async function putPicture(paths: Paths, batchId: string, path: string, bytes: Uint8Array): Promise<void> {
  const temporary = temporaryPath(paths.scratch(batchId), path);
  try {
    // First, because it fails where the batch was removed, whose folder must not come back.
    await inRunFolder(paths, batchId, paths.scratch(batchId), () => writeSynced(temporary, bytes));
    await inFolder(path, () => rename(temporary, path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function inFolder(path: string, place: () => Promise<void>): Promise<void> {
  const shard = dirname(path);
  try {
    await place();
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
    await makeShard(shard);
    await place();
  }
  await syncDir(shard);
}

/** Batches that an earlier version accepted have no folders for pictures yet. A removed batch does not come back. */
async function makeShard(shard: string): Promise<void> {
  const kind = dirname(shard);
  for (const folder of [kind, shard]) {
    await makeDirInside(folder);
    await syncDir(dirname(folder));
  }
}

export const openIfThere = (path: string): Promise<StoredFile | undefined> =>
  openStoredFile(path).catch((error: unknown) => {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw error;
  });

/** @returns a function that tells whether the file system has room for pictures that are not needed for a verdict */
export function createRoomCheck({ root }: Pick<Paths, "root">): () => Promise<boolean> {
  let checkedAt = -Infinity;
  let room = true;
  return async () => {
    if (performance.now() - checkedAt < ROOM_MAX_AGE_MS) return room;
    checkedAt = performance.now();
    const { bavail, bsize } = await statfs(root);
    room = bavail * bsize >= ROOM_MIN_BYTES;
    return room;
  };
}
