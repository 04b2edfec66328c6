import { createReadStream } from "node:fs";
import { opendir, readFile, stat } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { UsageError } from "./config.ts";
import type { Part } from "./multipart.ts";

const IMAGE = /\.(jpe?g|jpe|jfif|png|webp|gif|tiff?|avif|bmp|hei[cf])$/i;

/** What is to be checked: parts of a form, made anew for each try, or addresses. */
export type Source = { kind: "parts"; parts(): AsyncIterable<Part> } | { kind: "urls"; urls: string[] };

/** @throws {UsageError} when there is nothing of that name, or nothing in it */
export async function openSource(path: string): Promise<Source> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new UsageError(`${path} does not exist.`);
  if (found.isDirectory()) return { kind: "parts", parts: () => imagesBelow(path) };
  if (extname(path).toLowerCase() === ".zip") return { kind: "parts", parts: () => one("zip_file", path) };
  if (IMAGE.test(path)) return { kind: "parts", parts: () => one("files", path) };
  const urls = linesOf(await readFile(path, "utf8"));
  if (urls.length === 0 || !urls.every((line) => /^https?:\/\//i.test(line))) {
    throw new UsageError(`${path} is no folder, zip or image, and no list of http addresses, one a line.`);
  }
  return { kind: "urls", urls };
}

/** Lines of a list; blank ones and those that begin with # do not count. */
function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}

async function* one(field: string, path: string): AsyncGenerator<Part> {
  yield { field, name: basename(path), bytes: () => createReadStream(path) };
}

/** Every image below a folder, named by its path in it; hidden files and folders are passed over. */
async function* imagesBelow(root: string, below = ""): AsyncGenerator<Part> {
  for await (const entry of await opendir(join(root, below))) {
    if (entry.name.startsWith(".")) continue;
    const name = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* imagesBelow(root, name);
    else if (entry.isFile() && IMAGE.test(name))
      yield { field: "files", name, bytes: () => createReadStream(join(root, name)) };
  }
}
