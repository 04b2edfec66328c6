import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { isSystemFile } from "@symphony/contract";
import { UsageError } from "./config.ts";
import { describe, isImage } from "./source-file.ts";
import type { FileFailure, Files } from "./source-file.ts";

/** "2.jpg" before "10.jpg". */
const naturalOrder = new Intl.Collator("en", { numeric: true });

/**
 * Every image below a folder, named by its path in the folder, in natural order. Hidden files and folders are skipped.
 * Links to files count as files; those to folders are not followed, because they may lead in a circle.
 *
 * @throws {UsageError} when there is nothing to send
 */
export async function imagesBelow(root: string): Promise<Files> {
  const found: Files = { kind: "files", files: [], others: 0, links: 0, failed: [] };
  const addFile = async (name: string, path: string): Promise<void> => {
    try {
      if (await isImage(name, path)) found.files.push(await describe("files", name, path));
      else found.others += 1;
    } catch (error) {
      found.failed.push({ name, reason: (error as Error).message });
    }
  };
  const entriesOf = async (below: string): Promise<Dirent[]> => {
    try {
      return await readdir(join(root, below), { withFileTypes: true });
    } catch (error) {
      found.failed.push({ name: below || root, reason: (error as Error).message });
      return [];
    }
  };
  const addFolder = async (below: string): Promise<void> => {
    const entries = await entriesOf(below);
    for (const entry of entries.toSorted((a, b) => naturalOrder.compare(a.name, b.name))) {
      const name = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.name.startsWith(".") || isSystemFile(name)) continue;
      if (entry.isDirectory()) await addFolder(name);
      else if (entry.isSymbolicLink() && (await leadsToFolder(join(root, name)))) found.links += 1;
      else if (entry.isFile() || entry.isSymbolicLink()) await addFile(name, join(root, name));
    }
  };
  await addFolder("");
  if (found.files.length === 0) throw nothingIn(root, found.failed);
  return found;
}

/** A link to nowhere leads to no folder: it is a file that cannot be read. */
const leadsToFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() === true;

function nothingIn(root: string, [unreadable]: readonly FileFailure[]): UsageError {
  return new UsageError(
    unreadable === undefined
      ? `There is no image in ${root}. Hidden files, links to folders and zips inside a folder are left out.`
      : `No file could be sent. ${unreadable.name}: ${unreadable.reason}.`,
  );
}

/** What a folder has that is not sent, for people. */
export function leftOut({ others, links }: Files): string[] {
  return [
    ...(others === 0 ? [] : [`${others} other ${others === 1 ? "file" : "files"} in the folder left out: no images`]),
    ...(links === 0 ? [] : [`${links} ${links === 1 ? "link to a folder" : "links to folders"} left out`]),
  ];
}
