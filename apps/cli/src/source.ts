import { readdir, readFile, stat } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { UsageError } from "./config.ts";
import type { FormFile } from "./upload-form.ts";

const IMAGE = /\.(jpe?g|jpe|jfif|png|webp|gif|tiff?|avif|bmp|hei[cf])$/i;

/** "2.jpg" before "10.jpg". */
const naturalOrder = new Intl.Collator("en", { numeric: true });

/** The images to check. */
export type Source = { kind: "files"; files: FormFile[] } | { kind: "urls"; urls: string[] };

/** @throws {UsageError} when the path does not exist or is of no known kind */
export async function openSource(path: string): Promise<Source> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new UsageError(`${path} does not exist.`);
  if (found.isDirectory()) return { kind: "files", files: await imagesBelow(path) };
  if (extname(path).toLowerCase() === ".zip") return oneFile("zip_file", path);
  if (IMAGE.test(path)) return oneFile("files", path);
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

function oneFile(field: string, path: string): Source {
  return { kind: "files", files: [{ field, name: basename(path), path }] };
}

/** Every image below a folder, named by its path in the folder, in natural order. Hidden files and folders are skipped. */
async function imagesBelow(root: string, below = ""): Promise<FormFile[]> {
  const entries = await readdir(join(root, below), { withFileTypes: true });
  const files: FormFile[] = [];
  for (const entry of entries.toSorted((a, b) => naturalOrder.compare(a.name, b.name))) {
    if (entry.name.startsWith(".")) continue;
    const name = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) files.push(...(await imagesBelow(root, name)));
    else if (entry.isFile() && IMAGE.test(name)) files.push({ field: "files", name, path: join(root, name) });
  }
  return files;
}
