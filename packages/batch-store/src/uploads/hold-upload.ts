import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { moveIfPresent } from "../fs/durable.ts";
import { errnoOf } from "../fs/errno.ts";
import { readLeases } from "../fs/lease.ts";
import { ownerId } from "../fs/owner-id.ts";
import type { Paths } from "../fs/paths.ts";
import { StoreError } from "../store-error.ts";

/**
 * Takes the bytes of an upload for one writer: they get a name that depends on the lease of this process, and only one
 * rename of a name succeeds. Those of a process that is gone are taken from it.
 *
 * @returns where the bytes are until `release`, or `undefined` when there is no such upload
 * @throws {StoreError} `busy` while another writer has them
 */
export async function holdUpload(
  paths: Paths,
  id: string,
): Promise<{ path: string; release(): Promise<void> } | undefined> {
  const home = paths.uploadBytes(id);
  const path = join(dirname(home), `${ownerId()}~${id}`);
  const from = (await moveIfPresent(home, path)) ? home : await takeOver(paths, id, path);
  if (from === undefined) return undefined;
  return {
    path,
    // It is gone when the upload was removed meanwhile.
    release: async () => void (await moveIfPresent(path, home)),
  };
}

/** The bytes of an upload, whether somebody writes to them or not. */
export async function findBytes(paths: Paths, id: string): Promise<string[]> {
  const dir = paths.uploadShard(id);
  const names = await readdir(dir).catch((error: unknown) => {
    if (errnoOf(error) === "ENOENT") return [];
    throw error;
  });
  const home = paths.uploadBytes(id);
  return names.map((name) => join(dir, name)).filter((path) => path === home || path.endsWith(`~${id}`));
}

async function takeOver(paths: Paths, id: string, path: string): Promise<string | undefined> {
  const held = (await findBytes(paths, id))[0];
  if (held === undefined) return undefined;
  const isGone = await readLeases(paths);
  const name = held.slice(dirname(held).length + 1);
  // Its holder may have released it, or another process may have taken it, since the folder was read.
  if ((held === paths.uploadBytes(id) || (await isGone(name, held))) && (await moveIfPresent(held, path))) return held;
  throw new StoreError("busy", "Another request sends bytes of this upload; try again in a moment.");
}
