import { randomUUID } from "node:crypto";
import type { Stats } from "node:fs";
import { copyFile, open, readdir, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { moveIfPresent, removeFile, statIfPresent, sync, syncDir } from "../fs/durable.ts";
import { errnoOf } from "../fs/errno.ts";
import type { Paths } from "../fs/paths.ts";
import { StoreError } from "../store-error.ts";

/** The bytes of an upload while one caller has them. */
export interface AcquiredBytes {
  path: string;
  /** Gives them back. @throws {StoreError} `busy` when another caller took them: what was added does not count */
  release(): Promise<void>;
}

/** Ends the name of bytes that a caller has replaced by a copy of them. */
const HIDDEN = ".hidden";
/** Waits between looking again: a listing may miss bytes that get another name meanwhile. */
const LOOK_AGAIN_MS = [0, 0, 0, 0, 0, 5, 20, 80];

/**
 * Takes the bytes of an upload for one caller, by a name of its own: only one rename of a name succeeds. A caller that
 * had them loses them, because its client has come again: its process may be dead, or its connection.
 *
 * @returns `undefined` when no bytes were found
 * @throws {StoreError} `busy` while others take them all the time
 */
export async function acquireUpload(paths: Paths, id: string): Promise<AcquiredBytes | undefined> {
  const home = paths.uploadBytes(id);
  const path = join(dirname(home), `${randomUUID()}~${id}`);
  const acquired = { path, release: (): Promise<void> => releaseBytes(path, home) };
  let there = false;
  for (const ms of LOOK_AGAIN_MS) {
    if (ms > 0 && there) throw busy();
    if (ms > 0) await sleep(ms);
    if (await moveIfPresent(home, path)) return acquired;
    const [other] = await acquiredNames(paths, id, ms === LOOK_AGAIN_MS.at(-1));
    there ||= other !== undefined;
    if (other === undefined || !(await moveIfPresent(other, path))) continue;
    await detach(path);
    return acquired;
  }
  if (there) throw busy();
  return undefined;
}

/**
 * Puts the same bytes under the name as another file, so that a caller that still writes to the first one changes nothing.
 *
 * @throws {StoreError} `busy` when another caller took the bytes while they were copied
 */
async function detach(path: string): Promise<void> {
  const copy = `${path}.copy`;
  try {
    await copyFile(path, copy);
    const file = await open(copy, "r+");
    try {
      await sync(file);
    } finally {
      await file.close();
    }
    // Out of the others' reach first: of a name that is taken meanwhile, the copy would be a second file.
    if (!(await moveIfPresent(path, `${path}${HIDDEN}`))) throw busy();
    await rename(copy, path);
    await removeFile(`${path}${HIDDEN}`);
  } catch (error) {
    await removeFile(copy);
    // Taken before the copy began, or in the middle of it.
    throw errnoOf(error) === "ENOENT" ? busy() : error;
  }
  await syncDir(dirname(path));
}

async function releaseBytes(path: string, home: string): Promise<void> {
  if (!(await moveIfPresent(path, home))) throw busy();
}

export const busy = (): StoreError =>
  new StoreError("busy", "Another request went on with this upload; ask how many bytes are here.");

/** The size of the bytes and when they changed last, wherever they are. */
export async function factsOfBytes(paths: Paths, id: string): Promise<Stats | undefined> {
  for (const ms of LOOK_AGAIN_MS) {
    if (ms > 0) await sleep(ms);
    for (const path of [paths.uploadBytes(id), ...(await acquiredNames(paths, id, ms === LOOK_AGAIN_MS.at(-1)))]) {
      const facts = await statIfPresent(path);
      if (facts !== undefined) return facts;
    }
  }
  return undefined;
}

/**
 * Where the bytes are while a caller has them; usually one name, or none.
 *
 * @param hidden where a caller left them that died between two renames, too
 */
export async function acquiredNames(paths: Paths, id: string, hidden = false): Promise<string[]> {
  const dir = paths.uploadShard(id);
  const names = await readdir(dir).catch((error: unknown) => {
    if (errnoOf(error) === "ENOENT") return [];
    throw error;
  });
  const isIts = (name: string): boolean => name.endsWith(`~${id}`) || (hidden && name.endsWith(`~${id}${HIDDEN}`));
  return names.filter(isIts).map((name) => join(dir, name));
}
