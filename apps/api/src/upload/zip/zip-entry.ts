import { createReadStream } from "node:fs";
import type { ReadStream } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { PassThrough, pipeline } from "node:stream";
import { promisify } from "node:util";
import { crc32, inflateRaw } from "node:zlib";
import unzipper from "unzipper";
import { Problem } from "@symphony/contract";
import { inflate64 } from "./deflate64.ts";
import { takeEntryMemory } from "./entry-memory.ts";
import { DAMAGED, SkippedEntryError } from "./skipped-entry.ts";
import { LOCAL_HEADER_BYTES } from "./zip-directory.ts";
import { readAt } from "./zip-end.ts";
import type { ZipEntry } from "./zip-records.ts";

/** Largest entry that is unpacked in one piece: nearly all photos. Several are in memory at once, packed and unpacked. */
const IN_MEMORY_MAX_BYTES = 8 * 1024 * 1024;
/** Bytes read or unpacked at a time where an entry is streamed. */
const BLOCK_BYTES = 256 * 1024;
/** What a streamed entry takes: its blocks, and those that wait to be written. */
const STREAM_BYTES = 2 * 1024 * 1024;
/** Images hardly shrink in a zip; what grows a hundredfold beyond the first megabyte is made to fill disks. */
const RATIO_MAX = 100;
const RATIO_FREE_BYTES = 1024 * 1024;
/** Sizes in a header have 4 bytes, of which the last value means something else (zip64). No image comes near it. */
const SIZE_MAX = 0xfffffffe;
const LOCAL_HEADER_SIGNATURE = 0x04034b50;

/** A zip that is open, and the bytes that all its entries together may still unpack to. */
export interface OpenZip {
  path: string;
  file: FileHandle;
  budget: { bytes: number; readonly of: number };
}

const inflate = promisify<Uint8Array, { maxOutputLength: number; chunkSize: number }, Buffer>(inflateRaw);

/**
 * The unpacked bytes of an entry. Sizes are counted as the bytes come out, and compared with the directory together
 * with the checksum; what the directory says is never trusted.
 *
 * @param inMemory whether a small entry is unpacked in one piece, which is faster when all of it is read
 * @throws {SkippedEntryError} when the entry is damaged or grows too much
 * @throws {Problem} `zip_refused` when the entries together unpack to more than is allowed
 */
export async function* unpackEntry(zip: OpenZip, entry: ZipEntry, inMemory: boolean): AsyncGenerator<Buffer> {
  const inOnePiece = inMemory && isSmall(entry);
  if (entry.method === 0 && entry.compressedSize !== entry.uncompressedSize) throw new SkippedEntryError(DAMAGED);
  let [size, sum] = [0, 0];
  const release = await takeEntryMemory(inOnePiece ? entry.compressedSize + entry.uncompressedSize : STREAM_BYTES);
  try {
    for await (const part of inOnePiece ? unpackInMemory(zip, entry) : unpackStreaming(zip, entry)) {
      size += part.length;
      sum = crc32(part, sum);
      zip.budget.bytes -= part.length;
      if (zip.budget.bytes < 0) throw tooMuch(zip.budget.of);
      refuseGrowth(size, entry.compressedSize);
      yield part;
    }
  } finally {
    release();
  }
  if (size !== entry.uncompressedSize || sum !== entry.crc32) throw new SkippedEntryError(DAMAGED);
}

const DEFLATE64 = 9;

const isSmall = ({ method, uncompressedSize, compressedSize }: ZipEntry): boolean =>
  method !== DEFLATE64 && Math.max(uncompressedSize, compressedSize) <= IN_MEMORY_MAX_BYTES;

const tooMuch = (bytes: number): Problem =>
  new Problem(
    "zip_refused",
    `The upload unpacks to more than ${bytes} bytes, which is not taken for zips of their size.`,
  );

function refuseGrowth(size: number, packedSize: number): void {
  if (size > RATIO_FREE_BYTES && size > RATIO_MAX * packedSize)
    throw new SkippedEntryError(`unpacks to more than ${RATIO_MAX} times its size`);
}

async function* unpackInMemory(zip: OpenZip, entry: ZipEntry): AsyncGenerator<Buffer> {
  refuseGrowth(entry.uncompressedSize, entry.compressedSize);
  const packed = await readAt(zip.file, await findBytes(zip.file, entry), entry.compressedSize);
  if (entry.method === 0 || packed.length === 0) {
    yield packed;
    return;
  }
  const size = Math.max(1, entry.uncompressedSize);
  // One chunk of the declared size, so that nothing is copied; longer output is an error.
  yield await inflate(packed, { maxOutputLength: size, chunkSize: Math.max(64, size) }).catch(() => {
    throw new SkippedEntryError(DAMAGED);
  });
}

async function* unpackStreaming(zip: OpenZip, entry: ZipEntry): AsyncGenerator<Buffer> {
  if (entry.compressedSize === 0) return;
  if (Math.max(entry.compressedSize, entry.uncompressedSize) > SIZE_MAX) throw new SkippedEntryError(DAMAGED);
  const start = await findBytes(zip.file, entry);
  const unpacked = entry.method === DEFLATE64 ? inflate64(zip.file, entry, start) : inflateStream(zip, entry, start);
  try {
    yield* unpacked;
  } catch (error) {
    // Damaged bytes fail in many ways; only errors of the file system are about something else.
    throw error instanceof Error && "syscall" in error ? error : new SkippedEntryError(DAMAGED);
  }
}

async function* inflateStream(zip: OpenZip, entry: ZipEntry, start: number): AsyncGenerator<Buffer> {
  const end = start + entry.compressedSize - 1;
  const packed = createReadStream(zip.path, { start, end, highWaterMark: BLOCK_BYTES });
  const parser = unzipper.ParseOne();
  // The library reports some errors after it was closed, and its streams are of an older kind.
  parser.on("error", () => undefined);
  const unpacked = new PassThrough();
  pipeline(zipOfOne(entry, packed), parser, unpacked, () => undefined);
  try {
    yield* unpacked;
  } finally {
    packed.destroy();
  }
}

/**
 * A zip of this entry alone. Its header has the sizes of the directory: the library believes the header that it reads,
 * and looks for the end of an entry without sizes by a signature, which photos may contain.
 */
async function* zipOfOne({ method, crc32: sum, ...entry }: ZipEntry, packed: ReadStream): AsyncGenerator<Buffer> {
  const header = Buffer.alloc(LOCAL_HEADER_BYTES);
  header.writeUInt32LE(LOCAL_HEADER_SIGNATURE, 0);
  header.writeUInt16LE(method, 8);
  header.writeUInt32LE(sum, 14);
  header.writeUInt32LE(entry.compressedSize, 18);
  header.writeUInt32LE(entry.uncompressedSize, 22);
  yield header;
  yield* packed;
}

/** @returns where the packed bytes of an entry begin */
async function findBytes(file: FileHandle, entry: ZipEntry): Promise<number> {
  const { offset } = entry;
  const header = await readAt(file, offset, LOCAL_HEADER_BYTES);
  if (header.length < LOCAL_HEADER_BYTES || header.readUInt32LE(0) !== LOCAL_HEADER_SIGNATURE)
    throw new SkippedEntryError(DAMAGED);
  // Where header and directory contradict each other, nobody knows which bytes are meant. Writers leave out what they
  // do not know yet, and large sizes are written elsewhere.
  const agrees = (at: number, expected: number): boolean => [expected, 0, 0xffffffff].includes(header.readUInt32LE(at));
  const matches = agrees(14, entry.crc32) && agrees(18, entry.compressedSize) && agrees(22, entry.uncompressedSize);
  if (!matches || header.readUInt16LE(8) !== entry.method) throw new SkippedEntryError(DAMAGED);
  return offset + LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
}
