import { randomUUID } from "node:crypto";
import { lstat, mkdir, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { StoreError } from "../store-error.ts";
import type { StoreErrorCode } from "../store-error.ts";
import { linkIfAbsent, makeDirDurably, SyncError, syncDir, writeSynced } from "./durable.ts";
import type { Reserve } from "./disk-reserve.ts";
import { describeErrno, errnoOf, isFull, isSystemError, isUnavailable } from "./errno.ts";
import { startLease } from "./lease.ts";
import type { Paths } from "./paths.ts";
import { setTopDirectory } from "./ext4-top-directory.ts";
import { newStagingFolder } from "./owner-id.ts";

/**
 * Creates the store's own folders and checks the folder once. On a full disk it succeeds where the folders are there
 * already: what was accepted must be finished, and what is due removed.
 *
 * @throws {StoreError} `unsuitable`, `unavailable` or `full`, with the true reason in one sentence
 */
export async function prepareStorage(paths: Paths, reserve: Reserve): Promise<void> {
  await explain(`The folder ${paths.root}`, async () => {
    for (const folder of [paths.staging, paths.drafts]) await makeFolder(folder);
    await setTopDirectory(paths.staging);
    await reserve
      .spend(async () => {
        await startLease(paths);
        await tryStorage(paths);
      })
      .catch((error: unknown) => {
        if (storageFailureOf(error).code !== "full") throw error;
      });
  });
}

/** @throws {StoreError} as `prepareStorage` */
export function checkStorage(paths: Paths): Promise<void> {
  return explain("The storage", () => tryStorage(paths));
}

/**
 * Checks that the folder can be written and has what the commit protocol is built on: hard links that refuse an
 * existing name, and folders that can be synced. SMB shares, exFAT and most object-store mounts have neither.
 */
async function tryStorage(paths: Paths): Promise<void> {
  const dir = newStagingFolder(paths);
  try {
    await mkdir(dir, { recursive: true });
    const target = join(dir, "target");
    for (const expected of [true, false]) {
      const source = join(dir, randomUUID());
      await writeSynced(source, "x");
      if ((await linkIfAbsent(source, target)) !== expected) throw new Error("a hard link replaced an existing file");
    }
    await syncDir(dir);
  } finally {
    await rm(dir, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** With its parents `mkdir` reports ENOENT for whatever is wrong with one of them: a single `mkdir` tells the truth. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await makeDirDurably(folder);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
    const missing = await firstMissing(folder);
    await mkdir(missing);
    await rmdir(missing);
    throw error;
  }
}

async function firstMissing(path: string): Promise<string> {
  const parent = dirname(path);
  const isThere = await lstat(parent).then(
    () => true,
    () => false,
  );
  return isThere || parent === path ? path : firstMissing(parent);
}

async function explain(what: string, attempt: () => Promise<void>): Promise<void> {
  try {
    await attempt();
  } catch (cause) {
    const { code, reason } = storageFailureOf(cause);
    throw new StoreError(code, `${what} cannot hold batches: ${reason}.`, { cause });
  }
}

/** Why a folder cannot hold batches. */
export function storageFailureOf(error: unknown): { code: StoreErrorCode; reason: string } {
  const cause = error instanceof SyncError ? error.cause : error;
  const reason = isSystemError(cause) ? describeErrno(cause) : error instanceof Error ? error.message : String(error);
  if (isFull(cause)) return { code: "full", reason: "the disk is full" };
  // FAT and most shares refuse a hard link with EPERM, which means something else for other calls.
  if (isSystemError(cause) && cause.syscall === "link")
    return { code: "unsuitable", reason: `the file system has no hard links (${reason})` };
  if (isUnavailable(cause)) return { code: "unavailable", reason };
  if (error instanceof SyncError) return { code: "unsuitable", reason: `fsync does not work (${reason})` };
  return { code: "unsuitable", reason };
}
