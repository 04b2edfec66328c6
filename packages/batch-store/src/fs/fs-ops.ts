import {
  closeSync,
  fsync,
  linkSync,
  openSync,
  readFileSync,
  readSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { link, open, readFile, unlink } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { promisify } from "node:util";

/** A file that is open. */
export type StepFile = Pick<FileHandle, "sync" | "close"> & {
  read(buffer: Buffer, offset: number, length: number, position: number): Promise<unknown>;
  write(buffer: Buffer, offset: number, length: number, position: number): Promise<unknown>;
  writeFile(text: string): Promise<void>;
};

/** The steps that every item takes on disk. */
export interface Steps {
  open(path: string, flags: string | number): Promise<StepFile>;
  link(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  readText(path: string): Promise<string>;
}

/** For a process that answers people: another thread takes each step. */
const handingOver: Steps = { open, link, unlink, readText: (path) => readFile(path, "utf8") };

const syncOnOtherThread = promisify(fsync);

/** For a process with little else to do: it waits for each step, and only syncing, which takes long, is handed over. */
const holdingOn: Steps = {
  async open(path, flags) {
    const file = openSync(path, flags);
    return {
      read: async (...what) => readSync(file, ...what),
      write: async (...what) => writeSync(file, ...what),
      writeFile: async (text) => writeFileSync(file, text),
      sync: () => syncOnOtherThread(file),
      close: async () => closeSync(file),
    };
  },
  link: async (from, to) => linkSync(from, to),
  unlink: async (path) => unlinkSync(path),
  // Whoever reads many has to let others in between.
  readText: async (path) => readFileSync(path, "utf8"),
};

/** How this process takes steps on disk. */
export let steps = handingOver;

/**
 * Has this process hold on for each step on disk, from now on. Most take microseconds, and handing one to another
 * thread and back takes a hundred: with the fifteen steps of an item that was half of what a worker did besides judging.
 */
export function holdOnForSteps(): void {
  steps = holdingOn;
}
