import type { ByteReader } from "./byte-reader.ts";

/** Signature, checksum, packed and unpacked size, behind an entry that was written in one go (APPNOTE.TXT 4.3.9). */
const DESCRIPTOR_BYTES = 16;
/** What one piece may have of a descriptor that is not in it whole. */
const SEAM_BYTES = DESCRIPTOR_BYTES - 1;
const SIGNATURE = Buffer.from("PK\x07\x08", "latin1");

export interface Descriptor {
  crc32: number;
  compressedSize: number;
  size: number;
}

/**
 * The bytes of an entry whose end nothing before it tells, to behind its descriptor, which comes with the last of them;
 * without one, to the stream's end. Bytes that look like one by chance, as a zip within the zip has them, give another
 * size than the one at which they are met. One whose sizes take 8 bytes (zip64, entries of 4 GB) is not understood: it
 * seems to tell an unpacked size of 0, and half of it is taken for what comes next.
 */
export async function* readDescribed(
  reader: ByteReader,
): AsyncGenerator<{ piece: Uint8Array; descriptor: Descriptor | undefined }> {
  let seen = 0;
  // A descriptor may begin in one piece and end in the next.
  let carried: Uint8Array = Buffer.alloc(0);
  for await (const piece of reader.pieces()) {
    const seam = Buffer.concat([carried, piece.subarray(0, SEAM_BYTES)]);
    const torn = findDescriptor(seam, seen - carried.length);
    const found = torn ?? findDescriptor(piece, seen);
    if (found !== undefined) {
      const end = torn === undefined ? found.end : found.end - carried.length;
      reader.back(piece.length - end);
      yield { piece: piece.subarray(0, end), descriptor: found.descriptor };
      return;
    }
    yield { piece, descriptor: undefined };
    seen += piece.length;
    carried = (piece.length < SEAM_BYTES ? seam : piece).subarray(-SEAM_BYTES);
  }
}

/**
 * @param start bytes of the entry before these
 * @returns the first that gives the number of bytes before it, and where it ends
 */
function findDescriptor(part: Uint8Array, start: number): { descriptor: Descriptor; end: number } | undefined {
  const bytes = Buffer.from(part.buffer, part.byteOffset, part.length);
  for (
    let at = bytes.indexOf(SIGNATURE);
    at >= 0 && at + DESCRIPTOR_BYTES <= bytes.length;
    at = bytes.indexOf(SIGNATURE, at + 1)
  ) {
    const compressedSize = bytes.readUInt32LE(at + 8);
    if (compressedSize !== start + at) continue;
    return {
      descriptor: { crc32: bytes.readUInt32LE(at + 4), compressedSize, size: bytes.readUInt32LE(at + 12) },
      end: at + DESCRIPTOR_BYTES,
    };
  }
  return undefined;
}
