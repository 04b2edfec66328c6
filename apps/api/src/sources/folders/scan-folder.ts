import type { Dirent } from "node:fs";
import { opendir, stat } from "node:fs/promises";
import { join } from "node:path";
import { isSystemFile } from "@symphony/contract";
import { digestOf } from "./folder-record.ts";

/** Deeper folders are a mistake, or a loop of mounts. */
const DEPTH_MAX = 32;
const naturalOrder = new Intl.Collator("en", { numeric: true });

export interface FoundFile {
  /** Its path in the folder, with `/`. */
  name: string;
  size: number;
  modifiedMs: number;
}

export interface FolderScan {
  /** In natural order: `2.jpg` before `10.jpg`. */
  files: FoundFile[];
  /** What is there and cannot be taken. */
  leftOut: Array<{ name: string; reason: string }>;
  /** The same as long as no name, size or time changes. */
  fingerprint: string;
}

/** A folder cannot become a batch; the message says why. */
export class FolderError extends Error {
  override name = "FolderError";
}

/**
 * Lists the files below a folder without following links, so that nothing outside of it is read.
 *
 * @throws {FolderError} when there are more than `maxFiles`
 */
export async function scanFolder(root: string, maxFiles: number): Promise<FolderScan> {
  const files: FoundFile[] = [];
  const leftOut: FolderScan["leftOut"] = [];
  const addFile = async (name: string): Promise<void> => {
    if (files.length + leftOut.length >= maxFiles)
      throw new FolderError(
        `It has more than ${maxFiles} files; a batch takes no more. Divide it into several folders.`,
      );
    try {
      const { size, mtimeMs } = await stat(join(root, name));
      files.push({ name, size, modifiedMs: mtimeMs });
    } catch (error) {
      leftOut.push({ name, reason: unreadable(error as Error) });
    }
  };
  /** One that stays closed is left out alone; after another error, of a share that is away, the folder is tried again. */
  const openFolder = (below: string): Promise<Iterable<Dirent> | AsyncIterable<Dirent>> =>
    opendir(join(root, below)).catch((error: NodeJS.ErrnoException) => {
      const reason = below === "" ? undefined : reasonOf(below, error);
      if (reason === undefined) throw error;
      leftOut.push({ name: below, reason });
      return [];
    });
  const addFolder = async (below: string, depth: number): Promise<void> => {
    if (depth > DEPTH_MAX) throw new FolderError(`It nests more than ${DEPTH_MAX} folders.`);
    for await (const entry of await openFolder(below)) {
      const name = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.name.startsWith(".") || isSystemFile(name)) continue;
      if (entry.isDirectory()) await addFolder(name, depth + 1);
      else if (entry.isFile()) await addFile(name);
      else leftOut.push({ name, reason: entry.isSymbolicLink() ? "a link is not followed" : "it is no file" });
    }
  };
  await addFolder("", 1);
  files.sort((a, b) => naturalOrder.compare(a.name, b.name));
  leftOut.sort((a, b) => naturalOrder.compare(a.name, b.name));
  return { files, leftOut, fingerprint: digestOf([files, leftOut]) };
}

/** What Node puts in place of bytes that are not UTF-8: a name with it leads nowhere. */
export const NO_UTF8 = "\ufffd";

/** Why a folder cannot be read, however often it is tried. */
function reasonOf(name: string, error: NodeJS.ErrnoException): string | undefined {
  if (error.code === "EACCES" || error.code === "EPERM") return unreadable(error);
  return error.code === "ENOENT" && name.includes(NO_UTF8) ? "its name is not UTF-8" : undefined;
}

const unreadable = ({ message }: Error): string => `it cannot be read: ${message}`;
