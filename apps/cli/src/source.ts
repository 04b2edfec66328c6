import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { hasZipName } from "@symphony/contract";
import { UsageError } from "./config.ts";
import { imagesBelow } from "./folder.ts";
import { describe, isImage } from "./source-file.ts";
import type { Files, SourceFile } from "./source-file.ts";

/** The images to check. */
export type Source = Files | { kind: "urls"; urls: string[] };

/** @throws {UsageError} when the path does not exist or is of no known kind */
export async function openSource(path: string): Promise<Source> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new UsageError(`${path} does not exist.`);
  if (found.isDirectory()) return imagesBelow(path);
  if (hasZipName(path)) return oneFile("zip_file", path);
  if (await isImage(path, path)) return oneFile("files", path);
  const urls = linesOf(await readFile(path, "utf8"));
  const wrong = urls.find((line) => !isAddress(line));
  if (wrong !== undefined && urls.some(isAddress))
    throw new UsageError(`${path} is no list of http addresses, one per line: it also has "${wrong.slice(0, 100)}".`);
  if (urls.length === 0 || wrong !== undefined)
    throw new UsageError(`${path} is neither a folder, a zip, an image nor a list of http addresses, one per line.`);
  return { kind: "urls", urls };
}

const isAddress = (line: string): boolean => /^https?:\/\//i.test(line);

/** Lines of a list, without blank lines and comments (#). */
function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}

async function oneFile(field: SourceFile["field"], path: string): Promise<Source> {
  return { kind: "files", files: [await describe(field, basename(path), path)], others: 0, links: 0, failed: [] };
}
