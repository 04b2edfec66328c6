import { mkdir, rename, rm, stat, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { StoreError } from "../store-error.ts";
import { removeFile } from "./durable.ts";
import { isFull } from "./errno.ts";
import type { Paths } from "./paths.ts";
import { newStagingFolder } from "./owner-id.ts";

/** Lists and folders of an upload beside its bytes. */
const LISTS_BYTES = 256 * 1024;
const LISTS_INODES = 32;

/**
 * Room that is kept for results. Uploads are refused when they do not fit beside it. When the disk is full all the
 * same, because others fill it too, the reserve is given up and the results of accepted items still fit.
 */
export interface Reserve {
  /** Checks that an upload fits without touching the reserve. @throws {StoreError} `full` */
  admit(bytes: number): Promise<void>;
  /** Does a small write that results depend on; on a full disk it is repeated in the room of the reserve. */
  spend<T>(write: () => Promise<T>): Promise<T>;
}

/** @param bytes 0 for none */
export function createReserve(paths: Paths, bytes: number): Reserve {
  let filling: Promise<boolean> | undefined;
  /** Uploads that come while the reserve is being made wait for the same one. */
  const fillOnce = (): Promise<boolean> => {
    filling ??= isThere(paths, bytes)
      .then((there) => there || fill(paths, bytes))
      .finally(() => (filling = undefined));
    return filling;
  };
  return {
    async admit(declared) {
      const missing = (await isThere(paths, bytes)) ? 0 : bytes;
      const { bavail, bsize, files, ffree } = await statfs(paths.root);
      // File systems that create inodes on demand report none.
      const fits = bavail * bsize >= declared + LISTS_BYTES + missing && (files === 0 || ffree >= LISTS_INODES);
      if (!fits || (missing > 0 && !(await fillOnce())))
        throw new StoreError("full", "The storage has no room for this upload.");
    },
    async spend(write) {
      try {
        return await write();
      } catch (error) {
        if (!isFull(error)) throw error;
        await removeFile(paths.reserve);
        return write();
      }
    },
  };
}

const isThere = async (paths: Paths, bytes: number): Promise<boolean> => (await sizeOf(paths.reserve)) >= bytes;

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

/** Writes the reserve aside and renames it, so that it is there whole or not at all. @returns whether it is there */
async function fill(paths: Paths, bytes: number): Promise<boolean> {
  const dir = newStagingFolder(paths);
  const part = join(dir, "reserve");
  try {
    await mkdir(dir);
    await writeFile(part, zeros(bytes), { flag: "wx" });
    await rename(part, paths.reserve);
    return true;
  } catch (error) {
    if (!isFull(error)) throw error;
    return false;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Real bytes, because a sparse file keeps no room. */
function* zeros(bytes: number): Generator<Buffer> {
  const block = Buffer.alloc(1024 * 1024);
  for (let left = bytes; left > 0; left -= block.length) yield left >= block.length ? block : block.subarray(0, left);
}
