import { constants } from "node:fs";
import { access, open, readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { hasImageName, hasZipName, IMAGE_START_BYTES, isSystemFile, startsAsImage } from "@symphony/contract";
import { UsageError } from "./config.ts";

/** "2.jpg" before "10.jpg". */
const naturalOrder = new Intl.Collator("en", { numeric: true });

/** A file to send: the field of a form it goes into, and the name the server reports it under. */
export interface SourceFile {
  field: "files" | "zip_file";
  name: string;
  path: string;
  size: number;
  modifiedMs: number;
}

/** A file that cannot be sent, and why. */
export interface FileFailure {
  name: string;
  reason: string;
}

/** The images to check, how many files of a folder are none, and which cannot be read. */
export type Source =
  | { kind: "files"; files: SourceFile[]; others: number; failed: FileFailure[] }
  | { kind: "urls"; urls: string[] };

/** @throws {UsageError} when the path does not exist or is of no known kind */
export async function openSource(path: string): Promise<Source> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new UsageError(`${path} does not exist.`);
  if (found.isDirectory()) return imagesBelow(path);
  if (hasZipName(path)) return oneFile("zip_file", path);
  if (await isImage(path, path)) return oneFile("files", path);
  const urls = linesOf(await readFile(path, "utf8"));
  if (urls.length === 0 || !urls.every((line) => /^https?:\/\//i.test(line))) {
    throw new UsageError(`${path} is neither a folder, a zip, an image nor a list of http addresses, one per line.`);
  }
  return { kind: "urls", urls };
}

/** Lines of a list, without blank lines and comments (#). */
function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}

async function oneFile(field: SourceFile["field"], path: string): Promise<Source> {
  return { kind: "files", files: [await describe(field, basename(path), path)], others: 0, failed: [] };
}

async function describe(field: SourceFile["field"], name: string, path: string): Promise<SourceFile> {
  await access(path, constants.R_OK);
  const { size, mtimeMs: modifiedMs } = await stat(path);
  return { field, name, path, size, modifiedMs };
}

/** By its name, or else by its first bytes. */
async function isImage(name: string, path: string): Promise<boolean> {
  if (hasImageName(name)) return true;
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(IMAGE_START_BYTES), 0, IMAGE_START_BYTES, 0);
    return startsAsImage(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

/** Every image below a folder, named by its path in the folder, in natural order. Hidden files and folders are skipped. */
async function imagesBelow(root: string): Promise<Source> {
  const found = { kind: "files" as const, files: [] as SourceFile[], others: 0, failed: [] as FileFailure[] };
  const addFile = async (name: string, path: string): Promise<void> => {
    try {
      if (await isImage(name, path)) found.files.push(await describe("files", name, path));
      else found.others += 1;
    } catch (error) {
      found.failed.push({ name, reason: (error as Error).message });
    }
  };
  const addFolder = async (below: string): Promise<void> => {
    const entries = await readdir(join(root, below), { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => naturalOrder.compare(a.name, b.name))) {
      const name = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.name.startsWith(".") || isSystemFile(name)) continue;
      if (entry.isDirectory()) await addFolder(name);
      else if (entry.isFile()) await addFile(name, join(root, name));
    }
  };
  await addFolder("");
  return found;
}
