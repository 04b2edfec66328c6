import { randomUUID } from "node:crypto";
import { copyFile, open, readdir, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { moveIfPresent, sync, syncDir } from "../fs/durable.ts";
import { errnoOf } from "../fs/errno.ts";
import type { Paths } from "../fs/paths.ts";
import { StoreError } from "../store-error.ts";

/** The bytes of an upload while one caller has them. */
export interface AcquiredBytes {
  path: string;
  /** Gives them back. @throws {StoreError} `busy` when another caller took them: what was added does not count */
  release(): Promise<void>;
}

/** A listing may miss bytes that get another name meanwhile. */
export const ATTEMPTS = 5;

/**
 * Takes the bytes of an upload for one caller, by a name of its own: only one rename of a name succeeds. A caller that
 * had them loses them, because its client has come again: its process may be dead, or its connection.
 *
 * @returns `undefined` when there is no such upload
 * @throws {StoreError} `busy` while others take them all the time
 */
export async function acquireUpload(paths: Paths, id: string): Promise<AcquiredBytes | undefined> {
  const home = paths.uploadBytes(id);
  const path = join(dirname(home), `${randomUUID()}~${id}`);
  let there = false;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (await moveIfPresent(home, path)) return { path, release: () => releaseBytes(path, home) };
    const [other] = await acquiredNames(paths, id);
    there ||= other !== undefined;
    if (other === undefined || !(await moveIfPresent(other, path))) continue;
    await detach(path);
    return { path, release: () => releaseBytes(path, home) };
  }
  if (there) throw busy();
  return undefined;
}

/** Puts the same bytes under the name as another file, so that a caller that still writes to the first one changes nothing. */
async function detach(path: string): Promise<void> {
  const copy = `${path}.copy`;
  await copyFile(path, copy);
  const file = await open(copy, "r+");
  try {
    await sync(file);
  } finally {
    await file.close();
  }
  await rename(copy, path);
  await syncDir(dirname(path));
}

async function releaseBytes(path: string, home: string): Promise<void> {
  if (!(await moveIfPresent(path, home))) throw busy();
}

const busy = (): StoreError =>
  new StoreError("busy", "Another request went on with this upload; ask how many bytes are here.");

/** Where the bytes are while a caller has them; usually one name, or none. */
export async function acquiredNames(paths: Paths, id: string): Promise<string[]> {
  const dir = paths.uploadShard(id);
  const names = await readdir(dir).catch((error: unknown) => {
    if (errnoOf(error) === "ENOENT") return [];
    throw error;
  });
  return names.filter((name) => name.endsWith(`~${id}`)).map((name) => join(dir, name));
}
