import { createHash, timingSafeEqual } from "node:crypto";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { sync } from "../fs/durable.ts";
import { fromCaller } from "../fs/caller-error.ts";
import type { Checksum } from "../port.ts";
import { ChecksumError, StoreError, TooLargeError } from "../store-error.ts";

/** The part of an upload that a request brings. */
export interface Part {
  offset: number;
  bytes: AsyncIterable<Uint8Array>;
  /** Bytes that may still come. */
  maxBytes: number;
  checksum?: Checksum | undefined;
}

/**
 * Writes a part at its offset. What came is durable when this returns or throws, so that a connection that breaks off
 * costs what was on its way; bytes that could not be made durable do not count. Bytes of a part with a checksum count
 * when it is right, and all of them or none.
 *
 * @returns the new length
 * @throws {StoreError} `version_conflict` when the file has another length @throws {ChecksumError} @throws {TooLargeError}
 */
export async function appendBytes(path: string, part: Part): Promise<number> {
  const file = await open(path, constants.O_WRONLY | constants.O_APPEND);
  try {
    const { size } = await file.stat();
    if (size !== part.offset)
      throw new StoreError("version_conflict", `${size} bytes of this upload are here, and not ${part.offset}.`);
    try {
      return await write(file, part);
    } catch (error) {
      if (part.checksum !== undefined) await file.truncate(part.offset);
      throw error;
    } finally {
      await syncOrDrop(file, part.offset);
    }
  } finally {
    await file.close();
  }
}

/** A second sync would not say that bytes are lost whose first one failed, so they do not count. */
async function syncOrDrop(file: FileHandle, offset: number): Promise<void> {
  try {
    await sync(file);
  } catch (error) {
    await file.truncate(offset);
    throw error;
  }
}

async function write(file: FileHandle, { offset, bytes, maxBytes, checksum }: Part): Promise<number> {
  const hash = checksum && createHash(checksum.algorithm);
  let at = offset;
  for await (const piece of fromCaller(bytes)) {
    if (at + piece.length > offset + maxBytes) throw new TooLargeError(offset + maxBytes);
    hash?.update(piece);
    for (let done = 0; done < piece.length;) done += (await file.write(piece, done)).bytesWritten;
    at += piece.length;
  }
  const digest = hash?.digest();
  if (
    checksum !== undefined &&
    !(digest?.length === checksum.digest.length && timingSafeEqual(digest, checksum.digest))
  )
    throw new ChecksumError();
  return at;
}
