import { randomUUID } from "node:crypto";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { Staging } from "@symphony/batch-store";
import { openByteReader } from "./byte-reader.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { FileThreads } from "./file-threads.ts";
import { holdBytes } from "./held-bytes.ts";
import { openKeptBytes } from "./kept-bytes.ts";
import type { KeptBytes } from "./kept-bytes.ts";
import { readDescribed } from "./zip-descriptor.ts";
import { isPhotoName, openEarly, PACKED_MAX } from "./zip-early.ts";
import type { Early, EarlyEntry, ZipLimits, ZipTally } from "./zip-early.ts";
import { LOCAL_HEADER_BYTES, readLocalHeader } from "./zip-local-header.ts";
import type { LocalHeader } from "./zip-local-header.ts";

/** A zip that is here. Of entries that were unpacked early the file has holes in place of their bytes. */
export interface ArrivedZip {
  path: string;
  /** By where they begin. */
  early: Map<number, EarlyEntry>;
  /** Bytes that all other entries together may unpack to. */
  budget: number;
}

interface Arriving {
  reader: ByteReader;
  early: Early;
  kept: KeptBytes;
}

/** What stands before an entry's bytes. */
interface Beginning {
  header: LocalHeader;
  name: string;
  bytes: Buffer;
}

/**
 * Takes a zip in, and unpacks photos while it arrives, so that their bytes are written once. What stands beside an
 * entry is not believed for that: which entries the zip has, and that they are what was unpacked, is for the directory
 * at its end to say. Whatever is not plain goes to disk as it is, at its place.
 *
 * @throws {TooLargeError}
 */
export async function receiveZip(
  threads: FileThreads,
  staging: Staging,
  bytes: AsyncIterable<Buffer>,
  limits: ZipLimits,
  tally: ZipTally,
): Promise<ArrivedZip> {
  const path = join(staging.scratch, `${randomUUID()}.zip`);
  const early = openEarly(threads, staging, limits, tally);
  const reader = openByteReader(bytes, (received) => early.allow(received));
  const file = await open(path, "wx");
  const kept = openKeptBytes(file);
  try {
    while (await takeNext({ reader, early, kept }));
    // From what is no plain entry on, nothing tells where the next begins.
    await keepNext(reader, kept);
    await kept.flush();
  } finally {
    await reader.close();
    await early.settled();
    await file.close();
  }
  return { path, ...early.result() };
}

/** @returns whether it came to the entry's end */
async function takeNext(arriving: Arriving): Promise<boolean> {
  const { reader, early, kept } = arriving;
  const offset = reader.position;
  const head = await reader.take(LOCAL_HEADER_BYTES);
  const header = readLocalHeader(head, offset);
  if (header === undefined) {
    await kept.keep(offset, head);
    return false;
  }
  const names = await reader.take(header.nameBytes + header.extraBytes);
  const beginning = {
    header,
    name: names.toString("latin1", 0, header.nameBytes),
    bytes: Buffer.concat([head, names]),
  };
  if (header.sizesFollow) return takeDescribed(beginning, arriving);
  if (early.wants(header, beginning.name)) await early.read(header, reader);
  else {
    await kept.keep(offset, beginning.bytes);
    await keepNext(reader, kept, header.compressedSize);
  }
  return true;
}

/** An entry that was written without knowing its size, as systems' own packers and web pages do: its end is looked for. */
async function takeDescribed({ header, name, bytes }: Beginning, { reader, early, kept }: Arriving): Promise<boolean> {
  const mayBePhoto = isPhotoName(name);
  if (mayBePhoto) await early.room();
  const held = holdBytes(kept, header.offsetToLocalFileHeader, mayBePhoto ? PACKED_MAX : 0);
  await held.add(bytes);
  for await (const { piece, descriptor } of readDescribed(reader)) {
    await held.add(piece);
    if (descriptor === undefined) continue;
    const whole = { ...header, ...descriptor };
    if (held.block !== undefined && early.wants(whole, name))
      early.take(whole, new Uint8Array(held.block, bytes.length, whole.compressedSize));
    else await held.keep();
    return true;
  }
  await held.keep();
  return false;
}

/** @param bytes all that are left where it is missing */
async function keepNext(reader: ByteReader, kept: KeptBytes, bytes?: number): Promise<void> {
  for await (const piece of reader.pieces(bytes)) await kept.keep(reader.position - piece.length, piece);
}
