import type { FileHandle } from "node:fs/promises";
import { isSystemFile, Problem } from "@symphony/contract";
import { SYSTEM_FILE } from "../skipped.ts";
import { CUT_OFF, readZipEnd, zipUnreadable } from "./zip-end.ts";
import { relativePath, showable } from "./zip-names.ts";
import { readDirectory } from "./zip-records.ts";
import type { ZipEntry } from "./zip-records.ts";

/** Of the header before an entry's bytes; name and extra fields follow it (4.3.7). */
export const LOCAL_HEADER_BYTES = 30;

/**
 * The files that the directory of a zip lists.
 *
 * @throws {Problem} when the directory cannot be read, lists more than a batch may have, or lists bytes twice
 */
export async function listEntries(zip: FileHandle, maxItems: number): Promise<ZipEntry[]> {
  const { size } = await zip.stat();
  const end = await readZipEnd(zip, size);
  // Checked before the directory is read, since millions of entries would fill the memory. Folders and system files
  // are entries too, hence the double.
  if (end.entries > 2 * maxItems)
    throw new Problem("too_many_items", `The zip file has ${end.entries} entries; a batch takes ${maxItems} images.`);
  const entries = await readDirectory(zip, end, 2 * maxItems);
  const files = entries.filter(({ name, uncompressedSize }) => uncompressedSize > 0 || !/[/\\]$/.test(name));
  checkSpans(files, size);
  return files;
}

/** Entries that share bytes are a zip bomb (Fifield, "A better zip bomb", 2019); entries beyond the end are cut off. */
function checkSpans(entries: readonly ZipEntry[], zipBytes: number): void {
  const spans = entries
    .map(({ offset, compressedSize }) => ({ start: offset, end: offset + LOCAL_HEADER_BYTES + compressedSize }))
    .toSorted((a, b) => a.start - b.start);
  // Entries whose offsets would be before the beginning are cut off there.
  if ((spans[0]?.start ?? 0) < 0) throw zipUnreadable(CUT_OFF);
  let end = 0;
  for (const span of spans) {
    if (span.start < end)
      throw new Problem("zip_refused", "The zip file has entries that overlap; it was not unpacked.");
    end = span.end;
  }
  if (end > zipBytes) throw zipUnreadable(CUT_OFF);
}

/** The path of an entry, as far as it can be shown. */
export const nameOf = ({ name }: ZipEntry): string => relativePath(name) ?? showable(name);

/** Names of compression methods (4.4.5) that other programs write. */
const METHODS: Partial<Record<number, string>> = {
  1: "Shrink",
  6: "Implode",
  12: "bzip2",
  14: "LZMA",
  93: "Zstandard",
  94: "MP3",
  95: "XZ",
  96: "JPEG",
  97: "WavPack",
  98: "PPMd",
};
/** Stored, Deflate and Deflate64. */
const UNPACKED = new Set([0, 8, 9]);
const AES_METHOD = 99;

/** Why an entry is left out without being unpacked. */
export function reasonToSkip(entry: ZipEntry): string | undefined {
  const { name, flags, method } = entry;
  if (relativePath(name) === undefined) return "its path leads out of the zip";
  if (name.includes("\0")) return "its name has a NUL character";
  if (isSystemFile(name)) return SYSTEM_FILE;
  if ((flags & 1) !== 0 || method === AES_METHOD) return "encrypted; send the zip without a password";
  if ((entry.unixMode & 0o170000) === 0o120000) return "a link, not a file";
  if (!UNPACKED.has(method))
    return `packed with ${METHODS[method] ?? `method ${method}`}, which is not supported; zip it with Deflate`;
  if (entry.uncompressedSize > 0 && entry.compressedSize === 0) return "damaged in the zip";
  return undefined;
}
