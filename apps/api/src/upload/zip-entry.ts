import { read } from "node:fs";
import { promisify } from "node:util";
import { createInflateRaw } from "node:zlib";
import type { InflateRaw } from "node:zlib";
import type { PackedEntry } from "./thread-jobs.ts";
import { LOCAL_HEADER_BYTES, LOCAL_SIGNATURE } from "./zip-local-header.ts";

/** Images hardly shrink in a zip; what grows a hundredfold beyond the first megabyte is made to fill disks. */
export const RATIO_MAX = 100;
export const RATIO_FREE_BYTES = 1024 * 1024;
/** Bytes read or unpacked at a time: a photo takes a few steps, and an entry in flight costs a few blocks. */
const BLOCK_BYTES = 256 * 1024;

export const DAMAGED = "damaged in the zip";

/** An entry is not to be taken; the message says why. */
export class SkipEntry extends Error {}

const readAt = promisify(read);

/**
 * The unpacked bytes of an entry that is stored or deflated. The library's own stream unpacks 16 KiB at a time
 * through five streams, which costs more than everything else that is done to an image on its way to disk.
 *
 * @param zip file descriptor
 * @throws {SkipEntry} when there is no entry where the directory says
 */
export async function* unpackEntry(zip: number, entry: PackedEntry): AsyncGenerator<Buffer> {
  // Without bytes there is nothing to unpack, though an unpacker would miss the mark that ends them.
  if (entry.compressedSize === 0) return;
  const packed = readBlocks(zip, await findBytes(zip, entry.offsetToLocalFileHeader), entry.compressedSize);
  if (entry.compressionMethod === 0) {
    yield* packed;
    return;
  }
  const inflate = createInflateRaw({ chunkSize: BLOCK_BYTES });
  void feed(inflate, packed);
  yield* inflate as AsyncIterable<Buffer>;
}

/**
 * Hands on one block after the other; what goes wrong comes out of the stream. Whoever stops reading destroys
 * the stream, and the write in hand is then never answered: nobody may wait for this.
 */
async function feed(inflate: InflateRaw, blocks: AsyncIterable<Buffer>): Promise<void> {
  const write = promisify<Buffer, void>(inflate.write.bind(inflate));
  try {
    for await (const block of blocks) await write(block);
    inflate.end();
  } catch (error) {
    inflate.destroy(error as Error);
  }
}

/** @returns where an entry's packed bytes begin */
async function findBytes(zip: number, start: number): Promise<number> {
  const { buffer: header, bytesRead } = await readAt(
    zip,
    Buffer.alloc(LOCAL_HEADER_BYTES),
    0,
    LOCAL_HEADER_BYTES,
    start,
  );
  if (bytesRead < LOCAL_HEADER_BYTES || header.readUInt32LE(0) !== LOCAL_SIGNATURE) throw new SkipEntry(DAMAGED);
  return start + LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
}

/** Each block stays as it is until the next is asked for. */
async function* readBlocks(zip: number, start: number, length: number): AsyncGenerator<Buffer> {
  const block = Buffer.allocUnsafeSlow(Math.min(BLOCK_BYTES, length));
  for (let done = 0; done < length;) {
    const { bytesRead } = await readAt(zip, block, 0, Math.min(block.length, length - done), start + done);
    if (bytesRead === 0) throw new SkipEntry(DAMAGED);
    yield block.subarray(0, bytesRead);
    done += bytesRead;
  }
}
