import { stat } from "node:fs/promises";
import unzipper from "unzipper";
import { Problem } from "@symphony/contract";
import { isSystemFile } from "./image-names.ts";
import { readEndRecord } from "./zip-end-record.ts";
import { LOCAL_HEADER_BYTES } from "./zip-local-header.ts";

export type Entry = unzipper.File & {
  flags: number;
  crc32: number;
  offsetToLocalFileHeader: number;
  pathBuffer: Buffer;
  isUnicode: number | boolean;
};

// The options are the library's own, only its type declarations leave them out.
const openZip = unzipper.Open.file as (
  path: string,
  options: { tailSize: number },
) => Promise<unzipper.CentralDirectory>;

/**
 * The files that the directory of a zip lists.
 *
 * @throws {Problem} when it cannot be read, lists more than a batch may have, or lists bytes twice
 */
export async function listEntries(path: string, maxItems: number): Promise<Entry[]> {
  const end = await readEndRecord(path);
  if (end === undefined) throw new Problem("zip_unreadable", "The zip file is damaged or is no zip file.");
  // Folders and side files are entries too, hence the double.
  if (end.entries > 2 * maxItems)
    throw new Problem("too_many_items", `The zip file has ${end.entries} entries; a batch takes ${maxItems} images.`);
  let files: Entry[];
  try {
    // Of more than one piece of the file the library loses count, and misses the record of large zips (zip64).
    files = ((await openZip(path, { tailSize: end.bytesToEnd })).files as Entry[]).filter(
      (entry) => entry.type === "File",
    );
  } catch (cause) {
    throw new Problem("zip_unreadable", "The zip file is damaged or is no zip file.", { cause });
  }
  checkSpans(files, (await stat(path)).size);
  return files;
}

/** Entries that share bytes are a bomb (Fifield, "A better zip bomb", 2019); entries beyond the end are torn. */
function checkSpans(entries: readonly Entry[], zipBytes: number): void {
  const spans = entries
    .map((entry) => ({
      start: entry.offsetToLocalFileHeader,
      end: entry.offsetToLocalFileHeader + LOCAL_HEADER_BYTES + entry.compressedSize,
    }))
    .toSorted((a, b) => a.start - b.start);
  let end = 0;
  for (const span of spans) {
    if (span.start < end)
      throw new Problem("zip_refused", "The zip file has entries that overlap; it was not unpacked.");
    end = span.end;
  }
  if (end > zipBytes) throw new Problem("zip_unreadable", "The zip file is cut off.");
}

/** Names without the UTF-8 mark are often UTF-8 all the same; what is not is read byte by byte. */
export function nameOf(entry: Entry): string {
  return entry.path.includes("\ufffd") ? entry.pathBuffer.toString("latin1") : entry.path;
}

/** Why an entry is not even to be unpacked. */
export function reasonToSkip(entry: Entry, name: string): string | undefined {
  const parts = name.split(/[/\\]/);
  if (parts.includes("..") || /^([/\\]|[a-z]:)/i.test(name) || name.includes("\0"))
    return "its path leads out of the zip";
  if (isSystemFile(name)) return "a file of the operating system, not an image";
  if ((entry.flags & 1) !== 0) return "encrypted";
  if (((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000) return "a link, not a file";
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)
    return "packed with a method that is not supported";
  if (entry.uncompressedSize > 0 && entry.compressedSize === 0) return "damaged in the zip";
  return undefined;
}
