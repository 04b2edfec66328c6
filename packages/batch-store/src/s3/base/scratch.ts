import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { LocalFile } from "../../port.ts";
import { openScratchFolder } from "../../scratch-folder.ts";

/** Bytes of objects that one process has copied to this machine at once; the next one waits until one is released. */
const SCRATCH_BYTES_MAX = 2 * 1024 ** 3;

/** A folder of this machine for copies of objects. It goes with the machine: nothing in it is the only one. */
export interface Scratch {
  /** A path for a file of the caller's, which removes it. */
  newPath(): string;
  /** Has so many bytes written to a local file. */
  keep(size: number, write: (path: string) => Promise<void>): Promise<LocalFile>;
}

export async function openScratch(maxBytes = SCRATCH_BYTES_MAX): Promise<Scratch> {
  const { dir } = await openScratchFolder();
  let used = 0;
  let waiting: Array<() => void> = [];
  const newPath = (): string => join(dir, randomUUID());

  const take = async (bytes: number): Promise<void> => {
    // One that is larger than all of the room has it for itself.
    while (used > 0 && used + bytes > maxBytes) await new Promise<void>((resolve) => waiting.push(resolve));
    used += bytes;
  };
  const leave = (bytes: number): void => {
    used -= bytes;
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  };

  return {
    newPath,
    async keep(size, write) {
      await take(size);
      const path = newPath();
      let isThere = true;
      const release = async (): Promise<void> => {
        if (!isThere) return;
        isThere = false;
        await rm(path, { force: true });
        leave(size);
      };
      try {
        await write(path);
        return { path, release };
      } catch (error) {
        await release();
        throw error;
      }
    },
  };
}
