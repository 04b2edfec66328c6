import { open } from "node:fs/promises";

/** The end record is 22 bytes and a comment of at most 65,535 (APPNOTE.TXT 4.3.16). */
const TAIL_BYTES = 22 + 65_535;
const END_SIGNATURE = Buffer.from([0x50, 0x4b, 0x05, 0x06]);
const ZIP64_LOCATOR_SIGNATURE = 0x07064b50;
const ZIP64_END_SIGNATURE = 0x06064b50;

export interface EndRecord {
  /** The number of entries the zip claims to have. */
  entries: number;
  /** From the record to the end of the file. */
  bytesToEnd: number;
}

/**
 * The end record, read before the directory is: a directory of millions of entries is a way to fill the memory
 * of whoever lists it. `undefined` when there is none.
 */
export async function readEndRecord(path: string): Promise<EndRecord | undefined> {
  const handle = await open(path, "r");
  try {
    const { size } = await handle.stat();
    const tailStart = Math.max(0, size - TAIL_BYTES);
    const tail = await readAt(handle, tailStart, size - tailStart);
    const end = tail.indexOf(END_SIGNATURE);
    if (end < 0 || end + 22 > tail.length) return undefined;
    const count = tail.readUInt16LE(end + 10);
    const needs64 =
      count === 0xffff || tail.readUInt16LE(end + 4) === 0xffff || tail.readUInt32LE(end + 16) === 0xffffffff;
    const bytesToEnd = tail.length - end;
    if (!needs64) return { entries: count, bytesToEnd };
    const locator = await readAt(handle, tailStart + end - 20, 20);
    if (locator.length < 20 || locator.readUInt32LE(0) !== ZIP64_LOCATOR_SIGNATURE) return undefined;
    const record = await readAt(handle, Number(locator.readBigUInt64LE(8)), 56);
    if (record.length < 56 || record.readUInt32LE(0) !== ZIP64_END_SIGNATURE) return undefined;
    return { entries: Number(record.readBigUInt64LE(32)), bytesToEnd };
  } finally {
    await handle.close();
  }
}

async function readAt(handle: Awaited<ReturnType<typeof open>>, position: number, length: number): Promise<Buffer> {
  if (!Number.isSafeInteger(position) || position < 0) return Buffer.alloc(0);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
