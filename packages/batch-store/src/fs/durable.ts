import type { Stats } from "node:fs";
import { link, mkdir, open, readFile, rename, stat, unlink } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { errnoOf, isFull } from "./errno.ts";
import { StoreError } from "../store-error.ts";
import { ownerId } from "./owner-id.ts";

/**
 * A sync failed: what was written may be lost. A second sync proves nothing, because the kernel reports the failure
 * of a write once and then success. The caller gives up what it was about to promise.
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

/** Syncs of folders that are under way, and those that begin after them. */
const [running, waiting] = [new Map<string, Promise<void>>(), new Map<string, Promise<void>>()];

/**
 * Makes the entries of a folder (new, renamed, linked, removed names) survive a power cut. A call during a running sync,
 * which may have begun before the caller's entries were there, shares the next sync with all other waiting calls. It
 * fails if the running one fails.
 */
export function syncDir(dir: string): Promise<void> {
  const shared = waiting.get(dir);
  if (shared !== undefined) return shared;
  const own: Promise<void> = (running.get(dir) ?? Promise.resolve())
    .then(() => {
      waiting.delete(dir);
      running.set(dir, own);
      return syncNow(dir);
    })
    .finally(() => {
      for (const syncs of [running, waiting]) if (syncs.get(dir) === own) syncs.delete(dir);
    });
  waiting.set(dir, own);
  return own;
}

async function syncNow(dir: string): Promise<void> {
  const handle = await open(dir, "r");
  try {
    await sync(handle);
  } finally {
    await handle.close();
  }
}

/**
 * Creates a file whose bytes are on disk when this returns. A file that cannot be completed is removed, because on a
 * full disk its remains would take the room of the next. Its name is durable only after `syncDir`.
 */
export async function writeSynced(path: string, text: string | Uint8Array): Promise<void> {
  const handle = await open(path, "wx");
  try {
    await handle.writeFile(text);
    await sync(handle);
  } catch (error) {
    await unlink(path).catch(() => undefined);
    // A later try writes another file, and does not sync again what was lost of this one.
    throw error instanceof SyncError && isFull(error) ? error.cause : error;
  } finally {
    await handle.close();
  }
}

const TEMPORARY = ".tmp";

/** A temporary path in a folder for a file that becomes `path`. */
export const temporaryPath = (dir: string, path: string): string =>
  join(dir, `${ownerId()}~${basename(path)}${TEMPORARY}`);

/** Replaces a file so that a reader, or a machine after a power cut, sees the old text or the new one. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = temporaryPath(dirname(path), path);
  await writeSynced(temporary, text);
  try {
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncDir(dirname(path));
}

/**
 * Puts a complete file in place unless one is there: `link()` fails when the name exists, so exactly one of many
 * writers wins and no reader sees half a file. Durable when this returns, for the loser too, because the loser goes
 * on to act on the winner's file.
 *
 * @param scratch folder on the same file system for the temporary file
 * @returns whether this call's text is the one in place
 */
export async function putIfAbsent(path: string, text: string, scratch: string): Promise<boolean> {
  const temporary = temporaryPath(scratch, path);
  await writeSynced(temporary, text);
  const won = await linkIfAbsent(temporary, path);
  await syncDir(dirname(path));
  return won;
}

/** Moves a complete temporary file to `path` unless a file is there; the temporary name is gone either way. */
export async function linkIfAbsent(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    await unlink(temporary).catch(() => undefined);
  }
}

/** Reads a file, or gives `undefined` when there is none. Other failures are thrown: unreadable is not missing. */
export async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Reads and checks a JSON file; `undefined` when there is none. @throws when it is damaged, or {StoreError} `unknown_format` */
export async function readJson<T>(path: string, schema: { parse(value: unknown): T }): Promise<T | undefined> {
  const text = await readIfPresent(path);
  if (text === undefined) return undefined;
  const json: unknown = JSON.parse(text);
  try {
    return schema.parse(json);
  } catch (cause) {
    // Records appear whole: one that is JSON and has another shape comes from a newer version.
    throw new StoreError("unknown_format", `This version cannot read ${basename(path)}: a newer one wrote it.`, {
      cause,
    });
  }
}

/** Removes a file. @returns whether it was there */
export async function removeFile(path: string): Promise<boolean> {
  return ifPresent(unlink(path));
}

export async function statIfPresent(path: string): Promise<Stats | undefined> {
  return stat(path).catch((error: unknown) => {
    if (errnoOf(error) !== "ENOENT") throw error;
    return undefined;
  });
}

/** Renames a file, or a folder over an empty one. @returns whether the source was there */
export async function moveIfPresent(from: string, to: string): Promise<boolean> {
  return ifPresent(rename(from, to));
}

async function ifPresent(operation: Promise<void>): Promise<boolean> {
  try {
    await operation;
    return true;
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return false;
    throw error;
  }
}

/** Creates a folder inside one that is there, unless it is there too: a removed batch must not come back as a folder. */
export async function makeDirInside(dir: string): Promise<void> {
  await mkdir(dir).catch((error: unknown) => {
    if (errnoOf(error) !== "EEXIST") throw error;
  });
}

/** Creates a folder with its parents and makes their names durable. */
export async function makeDirDurably(dir: string): Promise<void> {
  const first = await mkdir(dir, { recursive: true });
  if (first === undefined) return;
  for (let made = dir; made.length >= first.length; made = dirname(made)) await syncDir(dirname(made));
}
