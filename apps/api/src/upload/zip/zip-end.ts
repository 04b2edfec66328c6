import type { FileHandle } from "node:fs/promises";
import { Problem } from "@symphony/contract";
import { ARCHIVE } from "../describe-content.ts";
import { describeStart, SNIFF_BYTES } from "../sniff.ts";

/** Record at the end of the directory, and its long form for large zips, zip64 (APPNOTE.TXT 4.3.14 to 4.3.16). */
const END_SIGNATURE = Buffer.from("PK\x05\x06", "latin1");
const END_BYTES = 22;
const COMMENT_MAX_BYTES = 0xffff;
const ZIP64_LOCATOR_SIGNATURE = 0x07064b50;
const ZIP64_LOCATOR_BYTES = 20;
const ZIP64_END_SIGNATURE = 0x06064b50;
const ZIP64_END_BYTES = 56;
/** The first bytes of a part of a split zip (8.5.4), and of the parts without an end. */
const SPLIT_SIGNATURE = 0x08074b50;

/** What the record at the end of a zip says of its directory, and where the directory ends in the file. */
export interface ZipEnd {
  entries: number;
  directoryBytes: number;
  directoryOffset: number;
  directoryEnd: number;
}

export const zipUnreadable = (detail: string, cause?: unknown): Problem =>
  new Problem("zip_unreadable", detail, { cause });

const NO_ZIP = "The zip file is damaged.";
export const CUT_OFF = "The zip file is cut off.";
const SPLIT = "The zip file is one part of a split archive; join the parts into one zip file and send that.";

/** Reads up to so many bytes; fewer at the end of the file. */
export async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  if (!Number.isSafeInteger(position) || position < 0) return Buffer.alloc(0);
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafeSlow(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** @throws {Problem} `zip_unreadable` */
export async function readZipEnd(zip: FileHandle, zipBytes: number): Promise<ZipEnd> {
  const tailStart = Math.max(0, zipBytes - END_BYTES - COMMENT_MAX_BYTES);
  const tail = await readAt(zip, tailStart, zipBytes - tailStart);
  const at = findEnd(tail);
  if (at === undefined) throw zipUnreadable(await withoutEnd(zip));
  const record = tail.subarray(at);
  const [disk, firstDisk, count] = [record.readUInt16LE(4), record.readUInt16LE(6), record.readUInt16LE(10)];
  const [directoryBytes, directoryOffset] = [record.readUInt32LE(12), record.readUInt32LE(16)];
  const directoryEnd = tailStart + at;
  const long = await readZip64End(zip, directoryEnd);
  if (long !== undefined) return long;
  if (disk === 0xffff || directoryOffset === 0xffffffff) throw zipUnreadable(NO_ZIP);
  if (disk !== 0 || firstDisk !== 0) throw zipUnreadable(SPLIT);
  return { entries: count, directoryBytes, directoryOffset, directoryEnd };
}

/** Why a file has no end of a zip: it is a part of one, or something else under the name of a zip. */
async function withoutEnd(zip: FileHandle): Promise<string> {
  const head = await readAt(zip, 0, SNIFF_BYTES);
  if (head.length >= 4 && head.readUInt32LE(0) === SPLIT_SIGNATURE) return SPLIT;
  const { type, what } = await describeStart(head);
  if (type?.mime === "application/zip" || head.toString("latin1", 0, 4) === "PK\x03\x04") return CUT_OFF;
  const isArchive = what === ARCHIVE && type !== undefined;
  return `The file is not a zip file but ${isArchive ? `another archive (${type.ext})` : what}; send a zip.`;
}

/** The last record whose comment ends with the file; otherwise the last one, since some programs append bytes. */
function findEnd(tail: Buffer): number | undefined {
  let last: number | undefined;
  for (let at = tail.lastIndexOf(END_SIGNATURE); at >= 0; at = tail.lastIndexOf(END_SIGNATURE, at - 1)) {
    if (at + END_BYTES <= tail.length) {
      last ??= at;
      if (at + END_BYTES + tail.readUInt16LE(at + 20) === tail.length) return at;
    }
    if (at === 0) break;
  }
  return last;
}

/** @returns undefined where there is no zip64 record */
async function readZip64End(zip: FileHandle, endAt: number): Promise<ZipEnd | undefined> {
  const locator = await readAt(zip, endAt - ZIP64_LOCATOR_BYTES, ZIP64_LOCATOR_BYTES);
  if (locator.length < ZIP64_LOCATOR_BYTES || locator.readUInt32LE(0) !== ZIP64_LOCATOR_SIGNATURE) return undefined;
  if (locator.readUInt32LE(16) > 1) throw zipUnreadable(SPLIT);
  const declaredAt = Number(locator.readBigUInt64LE(8));
  // Where bytes stand before the zip, the offset does not count them; the record is right before its locator.
  for (const at of [declaredAt, endAt - ZIP64_LOCATOR_BYTES - ZIP64_END_BYTES]) {
    const record = await readAt(zip, at, ZIP64_END_BYTES);
    if (record.length < ZIP64_END_BYTES || record.readUInt32LE(0) !== ZIP64_END_SIGNATURE) continue;
    return {
      entries: Number(record.readBigUInt64LE(32)),
      directoryBytes: Number(record.readBigUInt64LE(40)),
      directoryOffset: Number(record.readBigUInt64LE(48)),
      directoryEnd: at,
    };
  }
  throw zipUnreadable(NO_ZIP);
}
