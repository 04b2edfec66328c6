import { createHash } from "node:crypto";
import { open, unlink } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { TooLargeError } from "../store-error.ts";
import { CallerError } from "./caller-error.ts";

/** Bytes collected before a write: most photos fit, so that they take one write, and memory stays bounded. */
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
    for await (const block of blocksOf(bytes, maxBytes)) {
      size += block.length;
      hash.update(block);
      await writeAll(handle, block);
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

/** Joins the pieces of a source to blocks of at least `BLOCK_BYTES`, the last one excepted. */
async function* blocksOf(bytes: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let total = 0;
  let collected = 0;
  let pieces: Uint8Array[] = [];
  for await (const piece of fromCaller(bytes)) {
    total += piece.length;
    if (total > maxBytes) throw new TooLargeError(maxBytes);
    pieces.push(piece);
    collected += piece.length;
    if (collected < BLOCK_BYTES) continue;
    yield joined(pieces);
    [collected, pieces] = [0, []];
  }
  if (collected > 0) yield joined(pieces);
}

/** Marks what the caller's source throws, so that it is not taken for an error of the medium. */
async function* fromCaller(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    throw new CallerError(error);
  }
}

const joined = (pieces: readonly Uint8Array[]): Uint8Array =>
  pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces);

/** A disk that is nearly full takes a part of a write. */
async function writeAll(handle: FileHandle, block: Uint8Array): Promise<void> {
  for (let done = 0; done < block.length;) done += (await handle.write(block, done)).bytesWritten;
}
