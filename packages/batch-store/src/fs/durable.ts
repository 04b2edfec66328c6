import { fsyncSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isStale, ownerId } from "./owner-id.ts";
import { steps } from "./fs-ops.ts";

/** The code of a file system error (`ENOENT`, `EEXIST`, …), or `undefined` for anything else. */
export function errnoOf(error: unknown): string | undefined {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;
}

/**
 * A sync failed: what was written may be lost. Asking again is no way out, for the kernel reports the failure
 * of a write once and then says that all is well. Whoever gets this gives up what it was about to promise.
 */
export class SyncError extends Error {
  override name = "SyncError";
  readonly code: string | undefined;

  constructor(cause: unknown) {
    super("what was written could not be made durable", { cause });
    this.code = errnoOf(cause);
  }
}

/** @throws {SyncError} */
export async function sync(handle: Pick<FileHandle, "sync">): Promise<void> {
  await handle.sync().catch((cause: unknown) => {
    throw new SyncError(cause);
  });
}

/** The same for a thread that has nothing else to do. @throws {SyncError} */
export function syncNow(file: number): void {
  try {
    fsyncSync(file);
  } catch (cause) {
    throw new SyncError(cause);
  }
}

/** Makes the entries of a folder (new, renamed, linked, removed names) survive a power cut. */
export async function syncDir(dir: string): Promise<void> {
  const handle = await steps.open(dir, "r");
  try {
    await sync(handle);
  } finally {
    await handle.close();
  }
}

/**
 * Creates a file whose bytes are on disk when this returns; one that cannot be finished goes again, for on a
 * full disk its remains would take the room of the next. Its name is durable only after `syncDir`.
 */
export async function writeSynced(path: string, text: string): Promise<void> {
  const handle = await steps.open(path, "wx");
  try {
    await handle.writeFile(text);
    await sync(handle);
  } catch (error) {
    await steps.unlink(path).catch(() => undefined);
    throw error;
  } finally {
    await handle.close();
  }
}

const TEMPORARY = ".tmp";
const temporaryName = (dir: string, path: string): string => join(dir, temporaryNameOf(basename(path)));

/** A temporary name within a folder, for what becomes `purpose`. */
export const temporaryNameOf = (purpose: string): string => `${ownerId()}~${purpose}${TEMPORARY}`;

/** Temporary files and folders that killed processes left in a folder; none when the folder itself went meanwhile. */
export async function staleTemporaries(dir: string): Promise<string[]> {
  const names = await readdir(dir).catch((error: unknown) => {
    if (errnoOf(error) === "ENOENT") return [];
    throw error;
  });
  return names.filter((name) => name.includes("~") && name.endsWith(TEMPORARY) && isStale(name));
}

export async function removeStaleTemporaries(dir: string): Promise<void> {
  for (const name of await staleTemporaries(dir)) await rm(join(dir, name), { recursive: true, force: true });
}

/** Replaces a file so that a reader, or a machine after a power cut, sees the old text or the new one. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = temporaryName(dirname(path), path);
  await writeSynced(temporary, text);
  try {
    await rename(temporary, path);
  } catch (error) {
    await steps.unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncDir(dirname(path));
}

/**
 * Puts a complete file in place unless one is there: `link()` fails when the name exists, so exactly one
 * of many writers wins and nobody ever sees half a file. Durable when this returns, for the loser too,
 * because he too goes on to act on the winner's file.
 *
 * @param scratch folder on the same file system for the temporary file
 * @returns whether this call's text is the one in place
 */
export async function putOnce(path: string, text: string, scratch: string): Promise<boolean> {
  const temporary = temporaryName(scratch, path);
  await writeSynced(temporary, text);
  const won = await linkOnce(temporary, path);
  await syncDir(dirname(path));
  return won;
}

/** Moves a finished temporary file to `path` unless a file is there; the temporary name is gone either way. */
export async function linkOnce(temporary: string, path: string): Promise<boolean> {
  try {
    await steps.link(temporary, path);
    return true;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    await steps.unlink(temporary).catch(() => undefined);
  }
}

/** Reads a file, or gives `undefined` when there is none. Other failures are thrown: unreadable is not missing. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await steps.readText(path);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Removes a file; one that is gone already is fine. */
export async function removeFile(path: string): Promise<void> {
  await steps.unlink(path).catch((error: unknown) => {
    if (errnoOf(error) !== "ENOENT") throw error;
  });
}

/** Creates a folder with its parents and makes their names durable. */
export async function makeDirDurably(dir: string): Promise<void> {
  const first = await mkdir(dir, { recursive: true });
  if (first === undefined) return;
  for (let made = dir; made.length >= first.length; made = dirname(made)) await syncDir(dirname(made));
}
