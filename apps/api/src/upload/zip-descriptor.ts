import type { ByteReader } from "./byte-reader.ts";
import { giveBack, takeBlock } from "./shared-blocks.ts";

/** Signature, checksum, packed and unpacked size, behind an entry that was written in one go (APPNOTE.TXT 4.3.9). */
const DESCRIPTOR_BYTES = 16;
const SIGNATURE = Buffer.from("PK\x07\x08", "latin1");

export interface Descriptor {
  crc32: number;
  compressedSize: number;
  size: number;
}

/** An entry's packed bytes, with what was read of its descriptor behind them. */
export interface Described {
  /** For whoever has it to give back. */
  block: SharedArrayBuffer;
  /** Bytes from the block's beginning. */
  used: number;
  /** Missing where the entry did not end within the bytes that were allowed, or the stream did. */
  descriptor: Descriptor | undefined;
}

/**
 * Reads an entry whose end nothing before it tells, to behind its descriptor. Bytes that look like one by chance,
 * as a zip within the zip has them, give another size than the one at which they are met.
 *
 * @param packedMax the most packed bytes that are looked through
 */
export async function readDescribed(reader: ByteReader, packedMax: number): Promise<Described> {
  const most = packedMax + DESCRIPTOR_BYTES;
  let block = takeBlock();
  let used = 0;
  for await (const piece of reader.pieces(most)) {
    if (used + piece.length > block.byteLength) block = moved(block, used, Math.min(most, Math.max(2 * block.byteLength, used + piece.length)));
    new Uint8Array(block).set(piece, used);
    // A descriptor may have begun in the pieces before.
    const from = Math.max(0, used - DESCRIPTOR_BYTES + 1);
    used += piece.length;
    const at = findDescriptor(Buffer.from(block, 0, used), from);
    if (at === undefined) continue;
    const end = at + DESCRIPTOR_BYTES;
    reader.back(used - end);
    return { block, used: end, descriptor: descriptorAt(Buffer.from(block, at, DESCRIPTOR_BYTES)) };
  }
  return { block, used, descriptor: undefined };
}

/** The same bytes in a larger block. */
function moved(block: SharedArrayBuffer, used: number, bytes: number): SharedArrayBuffer {
  const larger = takeBlock(bytes);
  new Uint8Array(larger).set(new Uint8Array(block, 0, used));
  giveBack(block);
  return larger;
}

/** @returns where a descriptor begins that gives the number of bytes before it */
function findDescriptor(bytes: Buffer, from: number): number | undefined {
  for (let at = bytes.indexOf(SIGNATURE, from); at >= 0 && at + DESCRIPTOR_BYTES <= bytes.length; at = bytes.indexOf(SIGNATURE, at + 1)) {
    if (descriptorAt(bytes.subarray(at)).compressedSize === at) return at;
  }
  return undefined;
}

const descriptorAt = (bytes: Buffer): Descriptor => ({ crc32: bytes.readUInt32LE(4), compressedSize: bytes.readUInt32LE(8), size: bytes.readUInt32LE(12) });
