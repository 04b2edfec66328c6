import { randomUUID } from "node:crypto";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { TooLargeError } from "@symphony/batch-store";
import type { Staging } from "@symphony/batch-store";
import { openByteReader } from "./byte-reader.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { FileThreads } from "./file-threads.ts";
import { hasImageName, isSystemFile } from "./image-names.ts";
import { openKeptBytes } from "./kept-bytes.ts";
import { giveBack, takeBlock } from "./shared-blocks.ts";
import type { Outcome } from "./thread-jobs.ts";
import { throwFailure } from "./write-file.ts";
import { RATIO_FREE_BYTES, RATIO_MAX } from "./zip-entry.ts";
import { LOCAL_HEADER_BYTES, readLocalHeader } from "./zip-local-header.ts";
import type { LocalHeader } from "./zip-local-header.ts";

/** Entries that are unpacked from memory: most photos. Larger ones gain little and are kept until the zip is whole. */
const PACKED_MAX = 8 * 1024 * 1024;
const UNPACKED_MAX = 16 * 1024 * 1024;
/** Memory for packed bytes of one zip that threads have in hand; then its sender waits. */
const IN_HAND_MAX = 16 * 1024 * 1024;
/** All of it together: a zip of many entries that grow fills disks too, and a zip of photos is no smaller than they are. */
const TOTAL_RATIO_MAX = 20;
const TOTAL_FREE_BYTES = 100 * 1024 * 1024;

export interface ZipLimits {
  maxItems: number;
  maxFileBytes: number;
  /** Of the zip, and of all its entries together. */
  maxTotalBytes: number;
}

/** What the zips of one upload have come to. */
export interface ZipTally {
  /** Bytes that came. */
  received: number;
  /** Entries that were unpacked early, and the bytes they were to have. */
  taken: number;
  promised: number;
}

export const newZipTally = (): ZipTally => ({ received: 0, taken: 0, promised: 0 });

/** An entry that was unpacked while the zip arrived, by what stood before it. */
export interface EarlyEntry {
  header: LocalHeader;
  /** A file of the staging's scratch folder. */
  path: string;
  outcome: Outcome;
}

/** A zip that is here. Of entries that were unpacked early the file has holes in place of their bytes. */
export interface ArrivedZip {
  path: string;
  /** By where they begin. */
  early: Map<number, EarlyEntry>;
  /** Bytes that all other entries together may unpack to. */
  budget: number;
}

/**
 * Takes a zip in, and unpacks photos while it arrives, so that their bytes are written once. What stands before an
 * entry is not believed for that: which entries the zip has, and that they are what was unpacked, is for the directory
 * at its end to say. Whatever is not plain goes to disk as it is, at its place.
 *
 * @throws {TooLargeError}
 */
export async function receiveZip(threads: FileThreads, staging: Staging, bytes: AsyncIterable<Buffer>, limits: ZipLimits, tally: ZipTally): Promise<ArrivedZip> {
  const path = join(staging.scratch, `${randomUUID()}.zip`);
  const early = openEarly(threads, staging, limits, tally);
  const reader = openByteReader(bytes, (received) => early.allow(received));
  const file = await open(path, "wx");
  const kept = openKeptBytes(file);
  try {
    for (;;) {
      const offset = reader.position;
      const head = await reader.take(LOCAL_HEADER_BYTES);
      const header = readLocalHeader(head, offset);
      const names = await reader.take(header === undefined ? 0 : header.nameBytes + header.extraBytes);
      if (header !== undefined && early.wants(header, names.toString("latin1", 0, header.nameBytes))) {
        await early.take(header, reader);
        continue;
      }
      await kept.keep(offset, Buffer.concat([head, names]));
      for await (const piece of reader.pieces(header?.compressedSize)) await kept.keep(reader.position - piece.length, piece);
      // From what is no plain entry on, nothing tells where the next begins.
      if (header === undefined) break;
    }
    await kept.flush();
  } finally {
    await reader.close();
    await early.settled();
    await file.close();
  }
  return { path, ...early.result() };
}

/** Unpacks entries while the zip arrives. */
function openEarly(threads: FileThreads, staging: Staging, { maxItems, maxFileBytes, maxTotalBytes }: ZipLimits, tally: ZipTally) {
  const entries = new Map<number, EarlyEntry>();
  const inHand = new Set<Promise<void>>();
  let bytesInHand = 0;
  let failure: unknown;
  const budget = (): number => Math.min(maxTotalBytes, TOTAL_FREE_BYTES + TOTAL_RATIO_MAX * tally.received) - tally.promised;

  const unpack = async (header: LocalHeader, block: SharedArrayBuffer): Promise<void> => {
    const { compressedSize, compressionMethod, crc32, size, offsetToLocalFileHeader } = header;
    const path = join(staging.scratch, `${randomUUID()}.early`);
    const packed = new Uint8Array(block, 0, compressedSize);
    try {
      const outcome = await threads.hire()({ kind: "packed", path, packed, compressionMethod, crc32, size, maxBytes: maxFileBytes });
      // A disk that takes no more is no matter of this entry alone.
      if ("failed" in outcome) throwFailure(outcome, maxFileBytes);
      entries.set(offsetToLocalFileHeader, { header, path, outcome });
    } catch (error) {
      failure = error;
    } finally {
      bytesInHand -= block.byteLength;
      giveBack(block);
    }
  };

  return {
    allow(bytes: number): void {
      tally.received += bytes;
      if (tally.received > maxTotalBytes) throw new TooLargeError(maxTotalBytes);
    },
    wants: (header: LocalHeader, name: string): boolean => isPlain(header, name) && header.size <= Math.min(maxFileBytes, budget()) && tally.taken < maxItems,
    async take(header: LocalHeader, reader: ByteReader): Promise<void> {
      while (bytesInHand > IN_HAND_MAX) await Promise.race(inHand);
      if (failure !== undefined) throw failure;
      const block = takeBlock(header.compressedSize);
      const packed = new Uint8Array(block, 0, header.compressedSize);
      const arrived = await reader.read(packed);
      // The zip is cut off here, so there will be no directory.
      if (arrived < packed.length) return giveBack(block);
      tally.promised += header.size;
      tally.taken += 1;
      bytesInHand += block.byteLength;
      const work = unpack(header, block).finally(() => inHand.delete(work));
      inHand.add(work);
    },
    async settled(): Promise<void> {
      await Promise.all(inHand);
    },
    result(): { early: Map<number, EarlyEntry>; budget: number } {
      if (failure !== undefined) throw failure;
      return { early: entries, budget: budget() };
    },
  };
}

/** Whether an entry, by what stands before it, is a photo like most. */
function isPlain({ flags, compressionMethod, crc32, compressedSize, size }: LocalHeader, name: string): boolean {
  const packing = compressionMethod === 8 || (compressionMethod === 0 && size === compressedSize);
  const sizes = compressedSize > 0 && compressedSize <= PACKED_MAX && size > 0 && size <= UNPACKED_MAX;
  const grows = size > RATIO_FREE_BYTES && size > RATIO_MAX * compressedSize;
  // Writers that know no checksum yet leave it out.
  return packing && sizes && !grows && crc32 !== 0 && (flags & 1) === 0 && hasImageName(name) && !isSystemFile(name);
}
