import type { FileHandle } from "node:fs/promises";
import { Problem } from "@symphony/contract";
import { readAt, zipUnreadable } from "./zip-end.ts";
import type { ZipEnd } from "./zip-end.ts";
import { decodeName, extraField } from "./zip-names.ts";

/** An entry as the zip's directory lists it. */
export interface ZipEntry {
  name: string;
  flags: number;
  method: number;
  crc32: number;
  compressedSize: number;
  uncompressedSize: number;
  unixMode: number;
  /** Of the local header, from the beginning of the file. */
  offset: number;
}

/** A record of the directory before its name, extra fields and comment (APPNOTE.TXT 4.3.12). */
const RECORD_SIGNATURE = 0x02014b50;
const RECORD_BYTES = 46;
const ENCRYPTED_DIRECTORY_SIGNATURE = 0x08064b50;
const SIGNATURE_SIGNATURE = 0x05054b50;
/** Directory bytes read at a time; a record with its longest name, extra fields and comment fits twice. */
const BLOCK_BYTES = 512 * 1024;
/** Names kept in memory at once: those of 100,000 photos with paths of 300 characters. */
const NAMES_MAX_BYTES = 32 * 1024 * 1024;

const CONTRADICTION =
  "The directory of the zip file contradicts itself; nothing of it was unpacked. Make a new zip file.";

/**
 * Reads the directory of a zip to its end, record by record. The count at the end of a zip is not trusted: it wraps at
 * 65,536 in zips of some programs. A count that is too large means that entries are missing.
 *
 * @throws {Problem} when the directory is not what the end of the zip says, or has more entries than allowed
 */
export async function readDirectory(zip: FileHandle, end: ZipEnd, maxEntries: number): Promise<ZipEntry[]> {
  const start = await findStart(zip, end);
  // Bytes before the first entry, of a self-extracting zip for instance, may or may not be counted in the offsets.
  const shift = start - end.directoryOffset;
  const entries: ZipEntry[] = [];
  let block: Buffer = Buffer.alloc(0);
  let [blockAt, nameBytes] = [start, 0];
  for (let at = start; at < end.directoryEnd;) {
    if (at + 3 * 0xffff + RECORD_BYTES > blockAt + block.length && blockAt + block.length < end.directoryEnd) {
      block = await readAt(zip, at, Math.min(BLOCK_BYTES, end.directoryEnd - at));
      blockAt = at;
    }
    const rest = block.subarray(at - blockAt);
    if (rest.length >= 4 && rest.readUInt32LE(0) === SIGNATURE_SIGNATURE) break;
    const record = recordAt(rest);
    if (record === undefined) throw zipUnreadable(CONTRADICTION);
    entries.push(entryOf(record, shift));
    nameBytes += record.readUInt16LE(28);
    if (entries.length > maxEntries)
      throw new Problem("too_many_items", `The zip file has more than ${maxEntries} entries; send it in parts.`);
    if (nameBytes > NAMES_MAX_BYTES)
      throw new Problem("zip_refused", `The names in the zip file have more than ${NAMES_MAX_BYTES} bytes.`);
    at += record.length;
  }
  if (entries.length < end.entries) throw zipUnreadable(CONTRADICTION);
  return entries;
}

/** The record at the beginning of some bytes, with its name, extra fields and comment. */
function recordAt(bytes: Buffer): Buffer | undefined {
  if (bytes.length < RECORD_BYTES || bytes.readUInt32LE(0) !== RECORD_SIGNATURE) return undefined;
  const length = RECORD_BYTES + bytes.readUInt16LE(28) + bytes.readUInt16LE(30) + bytes.readUInt16LE(32);
  return length > bytes.length ? undefined : bytes.subarray(0, length);
}

/** Where the directory begins: at its declared offset, or else so many bytes before its end. */
async function findStart(zip: FileHandle, { directoryOffset, directoryBytes, directoryEnd }: ZipEnd): Promise<number> {
  if (directoryBytes === 0 && directoryOffset <= directoryEnd) return directoryEnd;
  for (const at of [directoryOffset, directoryEnd - directoryBytes]) {
    const signature = await readAt(zip, at, 4);
    if (signature.length < 4 || at >= directoryEnd) continue;
    if (signature.readUInt32LE(0) === RECORD_SIGNATURE) return at;
    if (signature.readUInt32LE(0) === ENCRYPTED_DIRECTORY_SIGNATURE)
      throw zipUnreadable("The zip file is encrypted, its directory too; send it without a password.");
  }
  throw zipUnreadable(CONTRADICTION);
}

function entryOf(record: Buffer, shift: number): ZipEntry {
  const [flags, nameEnd] = [record.readUInt16LE(8), RECORD_BYTES + record.readUInt16LE(28)];
  const extra = record.subarray(nameEnd, nameEnd + record.readUInt16LE(30));
  const sizes = [record.readUInt32LE(24), record.readUInt32LE(20), record.readUInt32LE(42)];
  const [uncompressedSize = 0, compressedSize = 0, offset = 0] = withZip64(sizes, extra);
  return {
    name: decodeName(record.subarray(RECORD_BYTES, nameEnd), flags, extra),
    flags,
    method: record.readUInt16LE(10),
    crc32: record.readUInt32LE(16),
    compressedSize,
    uncompressedSize,
    unixMode: record.readUInt16LE(40),
    offset: offset + shift,
  };
}

/** Sizes and offset that do not fit into 4 bytes stand in an extra field, in this order (4.5.3). */
function withZip64(sizes: readonly number[], extra: Buffer): number[] {
  const field = extraField(extra, 0x0001);
  let at = 0;
  return sizes.map((size) => {
    if (size !== 0xffffffff || field === undefined || at + 8 > field.length) return size;
    at += 8;
    return Number(field.readBigUInt64LE(at - 8));
  });
}
