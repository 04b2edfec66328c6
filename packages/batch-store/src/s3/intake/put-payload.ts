import { createHash } from "node:crypto";
import { rm, stat } from "node:fs/promises";
import { createReadStream } from "node:fs";
import type { Bucket } from "@symphony/object-storage";
import { fromCaller } from "../../fs/caller-error.ts";
import { writeNewFile } from "../../fs/write-file.ts";
import type { WrittenFile } from "../../fs/write-file.ts";
import { TooLargeError } from "../../store-error.ts";
import { openPieceMemory } from "../base/piece-memory.ts";
import type { Scratch } from "../base/scratch.ts";

/**
 * A file up to this size is sent from memory while there is room. Another one is written to this machine first, to be
 * sent again if need be.
 */
const IN_MEMORY_MAX_BYTES = 4 * 1024 * 1024;
/** What S3 takes in one request, to put or to copy. A larger file is refused by its size, as those above the limit are. */
const OBJECT_MAX_BYTES = 5 * 1024 ** 3;

/** Streams a file of the caller's to an object. @throws {TooLargeError} as soon as more than `maxBytes` came */
export async function putPayload(
  { bucket, scratch }: { bucket: Bucket; scratch: Scratch },
  key: string,
  bytes: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<WrittenFile> {
  const maxBytes = Math.min(limit, OBJECT_MAX_BYTES);
  const source = fromCaller(bytes)[Symbol.asyncIterator]();
  const memory = openPieceMemory();
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for (let next = await source.next(); next.done !== true; next = await source.next()) {
      pieces.push(next.value);
      size += next.value.length;
      if (size > maxBytes) throw new TooLargeError(maxBytes);
      if (memory.add(next.value.length) && size <= IN_MEMORY_MAX_BYTES) continue;
      // What is here already is written before more is read.
      memory.release();
      return await putByFile({ bucket, scratch }, key, joined(pieces, source), maxBytes);
    }
    const all = Buffer.concat(pieces.splice(0));
    await bucket.put(key, all);
    return { size, sha256: createHash("sha256").update(all).digest("hex") };
  } finally {
    memory.release();
    await source.return(undefined);
  }
}

async function* joined(pieces: Uint8Array[], rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  while (pieces.length > 0) yield pieces.shift() as Uint8Array;
  yield* rest;
}

async function putByFile(
  { bucket, scratch }: { bucket: Bucket; scratch: Scratch },
  key: string,
  bytes: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<WrittenFile> {
  const path = scratch.newPath();
  try {
    const written = await writeNewFile(path, bytes, maxBytes, async () => undefined);
    await bucket.put(key, { path, size: written.size });
    return written;
  } finally {
    await rm(path, { force: true });
  }
}

/** Sends a complete local file. @throws {TooLargeError} */
export async function putLocalFile(bucket: Bucket, key: string, path: string, limit: number): Promise<WrittenFile> {
  const { size } = await stat(path);
  const maxBytes = Math.min(limit, OBJECT_MAX_BYTES);
  if (size > maxBytes) throw new TooLargeError(maxBytes);
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  await bucket.put(key, { path, size });
  return { size, sha256: hash.digest("hex") };
}
