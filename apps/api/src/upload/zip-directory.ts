import { createReadStream } from "node:fs";
import type { ReadStream } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import unzipper from "unzipper";
import { Problem } from "@symphony/contract";
import { isSystemFile } from "./image-names.ts";

/** An entry as the zip's directory lists it. */
export type ZipEntry = unzipper.File & {
  flags: number;
  crc32: number;
  offsetToLocalFileHeader: number;
  pathBuffer: Buffer;
};

interface ZipSource {
  size(): Promise<number>;
  stream(start: number, length?: number): ReadStream;
}

// Part of the library, but missing from its type declarations.
const { custom: openDirectory } = unzipper.Open as unknown as {
  custom(source: ZipSource, options: { tailSize: number }): Promise<unzipper.CentralDirectory>;
};

/** Record at the end of the directory, and its long form for large zips, zip64 (APPNOTE.TXT 4.3.14 to 4.3.16). */
const END_SIGNATURE = Buffer.from("PK\x05\x06", "latin1");
const END_BYTES = 22;
const COMMENT_MAX_BYTES = 0xffff;
const ZIP64_LOCATOR_SIGNATURE = 0x07064b50;
const ZIP64_END_SIGNATURE = 0x06064b50;
/** Of the whole directory, which is read into memory: two hundred thousand entries with paths of ordinary length. */
const DIRECTORY_MAX_BYTES = 48 * 1024 * 1024;
/** Of the header before an entry's bytes; name and extra fields follow it (4.3.7). */
export const LOCAL_HEADER_BYTES = 30;

/**
 * The files that the directory of a zip lists.
 *
 * @throws {Problem} when the directory cannot be read, lists more than a batch may have, or lists bytes twice
 */
export async function listEntries(path: string, zip: FileHandle, maxItems: number): Promise<ZipEntry[]> {
  const { size } = await zip.stat();
  const end = await readEndRecord(zip, size);
  if (end === undefined) throw unreadable();
  // Checked before the directory is read, since millions of entries would fill the memory. Folders and system files
  // are entries too, hence the double.
  if (end.entries > 2 * maxItems)
    throw new Problem("too_many_items", `The zip file has ${end.entries} entries; a batch takes ${maxItems} images.`);
  if (size - end.directoryAt > DIRECTORY_MAX_BYTES)
    throw new Problem("zip_refused", "The directory of the zip file is too large: its names are too long.");
  const entries = await readDirectory(path, size, end.bytesToEnd).catch((cause: unknown) => {
    throw unreadable(cause);
  });
  const files = entries.filter((entry) => entry.type === "File");
  checkSpans(files, size);
  return files;
}

const unreadable = (cause?: unknown): Problem =>
  new Problem("zip_unreadable", "The zip file is damaged or is no zip file.", { cause });

/** @returns what the zip claims: its number of entries, where they are listed, and the bytes from the record to the end */
async function readEndRecord(
  zip: FileHandle,
  zipBytes: number,
): Promise<{ entries: number; bytesToEnd: number; directoryAt: number } | undefined> {
  const tailStart = Math.max(0, zipBytes - END_BYTES - COMMENT_MAX_BYTES);
  const tail = await readAt(zip, tailStart, zipBytes - tailStart);
  const at = tail.lastIndexOf(END_SIGNATURE);
  if (at < 0 || at + END_BYTES > tail.length) return undefined;
  const record = tail.subarray(at);
  const [disk, count, offset] = [record.readUInt16LE(4), record.readUInt16LE(10), record.readUInt32LE(16)];
  const bytesToEnd = record.length;
  if (disk !== 0xffff && count !== 0xffff && offset !== 0xffffffff)
    return { entries: count, bytesToEnd, directoryAt: offset };
  const locator = await readAt(zip, tailStart + at - 20, 20);
  if (locator.length < 20 || locator.readUInt32LE(0) !== ZIP64_LOCATOR_SIGNATURE) return undefined;
  const record64 = await readAt(zip, Number(locator.readBigUInt64LE(8)), 56);
  if (record64.length < 56 || record64.readUInt32LE(0) !== ZIP64_END_SIGNATURE) return undefined;
  return {
    entries: Number(record64.readBigUInt64LE(32)),
    bytesToEnd,
    directoryAt: Number(record64.readBigUInt64LE(48)),
  };
}

/** Reads up to so many bytes; fewer at the end of the file. */
export async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  if (!Number.isSafeInteger(position) || position < 0) return Buffer.alloc(0);
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafeSlow(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** The library neither closes the streams that it opens nor listens to their errors. */
async function readDirectory(path: string, zipBytes: number, tailSize: number): Promise<ZipEntry[]> {
  const streams: ReadStream[] = [];
  try {
    return await new Promise((resolve, reject) => {
      const source: ZipSource = {
        size: async () => zipBytes,
        stream(start) {
          const stream = createReadStream(path, { start }).on("error", reject);
          streams.push(stream);
          return stream;
        },
      };
      openDirectory(source, { tailSize }).then(({ files }) => resolve(files as ZipEntry[]), reject);
    });
  } finally {
    for (const stream of streams) stream.destroy();
  }
}

/** Entries that share bytes are a zip bomb (Fifield, "A better zip bomb", 2019); entries beyond the end are cut off. */
function checkSpans(entries: readonly ZipEntry[], zipBytes: number): void {
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

/** Names without the UTF-8 flag often are UTF-8 all the same; other bytes are read as Latin-1. */
export function nameOf(entry: ZipEntry): string {
  return entry.path.includes("\ufffd") ? entry.pathBuffer.toString("latin1") : entry.path;
}

/** Why an entry is left out without being unpacked. */
export function reasonToSkip(entry: ZipEntry, name: string): string | undefined {
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
