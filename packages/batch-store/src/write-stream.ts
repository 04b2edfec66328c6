import { createHash, webcrypto } from "node:crypto";
import type { Hash } from "node:crypto";
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { sync } from "./durable.ts";

/** Bytes gathered before they are written: one system call for most photos, few for large files. */
const WRITE_BLOCK_BYTES = 512 * 1024;

/**
 * Kept for the next files, at most as many as are written at once by several busy callers: memory outside of the
 * heap that is taken anew for every file has the whole heap searched for what is not in use any more.
 */
const spareBlocks: Buffer[] = [];
const SPARE_BLOCKS_MAX = 32;

/** The stream held more bytes than allowed; what was written is to be thrown away. */
export class TooLargeError extends Error {
  override name = "TooLargeError";
  readonly maxBytes: number;

  constructor(maxBytes: number) {
    super(`larger than ${maxBytes} bytes`);
    this.maxBytes = maxBytes;
  }
}

export interface Written {
  size: number;
  /** Hex SHA-256 of the bytes. */
  sha256: string;
}

/**
 * Writes a stream to a new file and syncs it. Memory stays at about one block whatever the size.
 *
 * @throws {TooLargeError} as soon as more than `maxBytes` came
 */
export async function writeStream(path: string, bytes: AsyncIterable<Buffer>, maxBytes: number): Promise<Written> {
  const digest = createDigest();
  const handle = await open(path, "wx");
  try {
    const size = await copyBlocks(handle, bytes, maxBytes, digest.add);
    await sync(handle);
    return { size, sha256: digest.hex() };
  } finally {
    await handle.close();
  }
}

/** The same for a file that nobody needs after a crash: neither summed nor synced. */
export async function writeScratch(path: string, bytes: AsyncIterable<Buffer>, maxBytes: number): Promise<void> {
  const handle = await open(path, "wx");
  try {
    await copyBlocks(handle, bytes, maxBytes);
  } finally {
    await handle.close();
  }
}

/** SHA-256 of a file by its blocks: of one block, as most photos are, on another thread, or else by this one. */
function createDigest() {
  let whole: string | undefined;
  let hash: Hash | undefined;
  return {
    async add(block: Buffer, last: boolean): Promise<void> {
      if (last && hash === undefined) whole = Buffer.from(await webcrypto.subtle.digest("SHA-256", block)).toString("hex");
      else (hash ??= createHash("sha256")).update(block);
    },
    hex: (): string => whole ?? (hash ?? createHash("sha256")).digest("hex"),
  };
}

/** @returns the number of bytes */
async function copyBlocks(handle: FileHandle, bytes: AsyncIterable<Buffer>, maxBytes: number, onBlock?: (block: Buffer, last: boolean) => Promise<void>): Promise<number> {
  let size = 0;
  const block = spareBlocks.pop() ?? Buffer.allocUnsafeSlow(WRITE_BLOCK_BYTES);
  let used = 0;
  // `appendFile` goes on after a short write, which a disk that is nearly full gives.
  const write = async (part: Buffer, last = false): Promise<void> => {
    await Promise.all([handle.appendFile(part), onBlock?.(part, last)]);
  };
  const flush = async (last = false): Promise<void> => {
    if (used > 0) await write(block.subarray(0, used), last);
    used = 0;
  };
  try {
    for await (const part of bytes) {
      size += part.length;
      if (size > maxBytes) throw new TooLargeError(maxBytes);
      if (used + part.length > WRITE_BLOCK_BYTES) await flush();
      if (part.length > WRITE_BLOCK_BYTES) await write(part);
      else used += part.copy(block, used);
    }
    await flush(true);
    return size;
  } finally {
    if (spareBlocks.length < SPARE_BLOCKS_MAX) spareBlocks.push(block);
  }
}
