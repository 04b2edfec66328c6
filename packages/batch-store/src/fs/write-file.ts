import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { link, open, stat, unlink } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { TooLargeError } from "../store-error.ts";
import { fromCaller } from "./caller-error.ts";

/** Bytes collected before a write: most photos take one write then, and memory stays bounded. */
const BLOCK_BYTES = 1024 * 1024;

export interface WrittenFile {
  size: number;
  /** Hex SHA-256 of the bytes. */
  sha256: string;
}

/**
 * Streams bytes to a new file. A file that cannot be completed is removed.
 *
 * @param maxBytes the source is not read further once more than this came
 * @param beforeClose `sync` where the file must be durable
 * @throws {TooLargeError}
 */
export async function writeNewFile(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  maxBytes: number,
  beforeClose: (handle: FileHandle) => Promise<void>,
): Promise<WrittenFile> {
  const hash = createHash("sha256");
  const handle = await open(path, "wx");
  let size = 0;
  try {
    for await (const { pieces, length } of blocksOf(bytes, maxBytes)) {
      size += length;
      for (const piece of pieces) hash.update(piece);
      await writeAll(handle, pieces, length);
    }
    await beforeClose(handle);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await unlink(path).catch(() => undefined);
    throw error;
  }
  await handle.close();
  return { size, sha256: hash.digest("hex") };
}

/**
 * Gives a complete file, which is durable and does not change any more, another name, and reads its digest.
 *
 * @throws {TooLargeError}
 */
export async function linkStoredFile(from: string, path: string, maxBytes: number): Promise<WrittenFile> {
  const { size } = await stat(from);
  if (size > maxBytes) throw new TooLargeError(maxBytes);
  const hash = createHash("sha256");
  for await (const piece of createReadStream(from)) hash.update(piece as Buffer);
  await link(from, path);
  return { size, sha256: hash.digest("hex") };
}

interface Block {
  pieces: Uint8Array[];
  length: number;
}

/** Collects the pieces of a source to blocks of at least `BLOCK_BYTES`, the last one excepted. */
async function* blocksOf(bytes: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Block> {
  let total = 0;
  let block: Block = { pieces: [], length: 0 };
  for await (const piece of fromCaller(bytes)) {
    total += piece.length;
    if (total > maxBytes) throw new TooLargeError(maxBytes);
    block.pieces.push(piece);
    block.length += piece.length;
    if (block.length < BLOCK_BYTES) continue;
    yield block;
    block = { pieces: [], length: 0 };
  }
  if (block.length > 0) yield block;
}

/** One call and no copy for nearly every file; a disk that is nearly full takes a part of it. */
async function writeAll(handle: FileHandle, pieces: Uint8Array[], length: number): Promise<void> {
  let { bytesWritten: done } = await handle.writev(pieces);
  if (done === length) return;
  const all = Buffer.concat(pieces);
  while (done < length) done += (await handle.write(all, done)).bytesWritten;
}
