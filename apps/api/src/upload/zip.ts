import { stat } from "node:fs/promises";
import { crc32 } from "node:zlib";
import pLimit from "p-limit";
import unzipper from "unzipper";
import { TooLargeError } from "@symphony/batch-store";
import type { Staging } from "@symphony/batch-store";
import { Problem } from "@symphony/contract";
import type { Skipped } from "@symphony/contract";
import { hasImageName, isSystemFile, sniffImage } from "./image-names.ts";
import { readEndRecord } from "./zip-end-record.ts";

/** Entries unpacked at once: four keep one core busy, more only cost memory. */
const ENTRIES_IN_FLIGHT = 4;
/** Images hardly shrink in a zip; what grows a hundredfold beyond the first megabyte is made to fill disks. */
const RATIO_MAX = 100;
const RATIO_FREE_BYTES = 1024 * 1024;
/** All of it together: a zip of many such entries fills disks too, and a zip of photos is no smaller than they are. */
const TOTAL_RATIO_MAX = 20;
const TOTAL_FREE_BYTES = 100 * 1024 * 1024;
const LOCAL_HEADER_BYTES = 30;

type Entry = unzipper.File & { flags: number; crc32: number; offsetToLocalFileHeader: number; pathBuffer: Buffer; isUnicode: number | boolean };

// The options are the library's own, only its type declarations leave them out.
const openZip = unzipper.Open.file as (path: string, options: { tailSize: number }) => Promise<unzipper.CentralDirectory>;

export interface ZipLimits {
  maxItems: number;
  maxFileBytes: number;
  /** Of all entries together. */
  maxTotalBytes: number;
}

/**
 * Unpacks the images of a zip into a batch in the making. What is left out is told with its reason, never
 * passed over in silence. Sizes are counted as bytes come out; what the zip says of them is not believed.
 *
 * @throws {Problem} when the zip cannot be read or is made to do harm
 */
export async function unpackZip(path: string, staging: Staging, limits: ZipLimits): Promise<Skipped[]> {
  const entries = await listEntries(path, limits);
  const skipped: Skipped[] = [];
  const limit = pLimit(ENTRIES_IN_FLIGHT);
  const budget = { left: Math.min(limits.maxTotalBytes, TOTAL_FREE_BYTES + TOTAL_RATIO_MAX * (await stat(path)).size) };
  const failures: unknown[] = [];
  await limit.map(entries, async (entry) => {
    // After a refusal no entry is begun, and those in hand come to their end: the zip goes away with the staging,
    // and a reader that finds it gone would take the process along.
    if (failures.length > 0) return;
    const name = nameOf(entry);
    try {
      const reason = reasonToSkip(entry, name) ?? (await takeEntry(entry, name, staging, limits, budget));
      if (reason !== undefined) skipped.push({ name, reason });
    } catch (error) {
      failures.push(error);
    }
  });
  if (failures.length > 0) throw failures[0];
  return skipped;
}

async function listEntries(path: string, limits: ZipLimits): Promise<Entry[]> {
  const end = await readEndRecord(path);
  if (end === undefined) throw new Problem("zip_unreadable", "The zip file is damaged or is no zip file.");
  // Folders and side files are entries too, hence the double.
  if (end.entries > 2 * limits.maxItems) throw new Problem("too_many_items", `The zip file has ${end.entries} entries; a batch takes ${limits.maxItems} images.`);
  let files: Entry[];
  try {
    // Of more than one piece of the file the library loses count, and misses the record of large zips (zip64).
    files = ((await openZip(path, { tailSize: end.bytesToEnd })).files as Entry[]).filter((entry) => entry.type === "File");
  } catch (cause) {
    throw new Problem("zip_unreadable", "The zip file is damaged or is no zip file.", { cause });
  }
  checkSpans(files, (await stat(path)).size);
  return files;
}

/** Entries that share bytes are a bomb (Fifield, "A better zip bomb", 2019); entries beyond the end are torn. */
function checkSpans(entries: readonly Entry[], zipBytes: number): void {
  const spans = entries
    .map((entry) => ({ start: entry.offsetToLocalFileHeader, end: entry.offsetToLocalFileHeader + LOCAL_HEADER_BYTES + entry.compressedSize }))
    .toSorted((a, b) => a.start - b.start);
  let end = 0;
  for (const span of spans) {
    if (span.start < end) throw new Problem("zip_refused", "The zip file has entries that overlap; it was not unpacked.");
    end = span.end;
  }
  if (end > zipBytes) throw new Problem("zip_unreadable", "The zip file is cut off.");
}

/** Names without the UTF-8 mark are often UTF-8 all the same; what is not is read byte by byte. */
function nameOf(entry: Entry): string {
  return entry.path.includes("\ufffd") ? entry.pathBuffer.toString("latin1") : entry.path;
}

function reasonToSkip(entry: Entry, name: string): string | undefined {
  const parts = name.split(/[/\\]/);
  if (parts.includes("..") || /^([/\\]|[a-z]:)/i.test(name) || name.includes("\0")) return "its path leads out of the zip";
  if (isSystemFile(name)) return "a file of the operating system, not an image";
  if ((entry.flags & 1) !== 0) return "encrypted";
  if (((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000) return "a link, not a file";
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) return "packed with a method that is not supported";
  if (entry.uncompressedSize > 0 && entry.compressedSize === 0) return "damaged in the zip";
  return undefined;
}

/** @returns why the entry was left out, or `undefined` when it is in */
async function takeEntry(entry: Entry, name: string, staging: Staging, limits: ZipLimits, budget: { left: number }): Promise<string | undefined> {
  try {
    const bytes = checked(entry, budget);
    if (staging.count >= limits.maxItems) throw new Problem("too_many_items", `The zip file has more than ${limits.maxItems} images; send it in parts.`);
    await staging.addFile(name, hasImageName(name) ? bytes : imageOnly(bytes), limits.maxFileBytes);
    return undefined;
  } catch (error) {
    if (error instanceof TooLargeError) return `larger than ${limits.maxFileBytes} bytes`;
    if (error instanceof SkipEntry) return error.message;
    throw error;
  }
}

/** An entry is not to be taken; the message says why. */
class SkipEntry extends Error {}

async function* imageOnly(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const image = await sniffImage(bytes);
  if (image === undefined) throw new SkipEntry("not an image");
  yield* image;
}

/** The unpacked bytes of an entry, counted and compared with the checksum the zip has for them. */
async function* checked(entry: Entry, budget: { left: number }): AsyncGenerator<Buffer> {
  let size = 0;
  let sum = 0;
  // Without bytes there is nothing to unpack, and the reader would wait for a marker that never comes.
  const stream: AsyncIterable<Buffer> = entry.compressedSize === 0 ? (async function* () {})() : entry.stream();
  for await (const part of readable(stream)) {
    size += part.length;
    budget.left -= part.length;
    sum = crc32(part, sum);
    if (budget.left < 0) throw new Problem("zip_refused", "The zip file unpacks to more than is allowed.");
    if (size > RATIO_FREE_BYTES && size > RATIO_MAX * entry.compressedSize) throw new SkipEntry(`unpacks to more than ${RATIO_MAX} times its size`);
    yield part;
  }
  if (sum !== entry.crc32) throw new SkipEntry("damaged in the zip");
}

/** The library fails on a damaged entry in many ways of its own; only what the system says is about the disk. */
async function* readable(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* stream;
  } catch (error) {
    throw error instanceof Error && "syscall" in error ? error : new SkipEntry("damaged in the zip");
  }
}
