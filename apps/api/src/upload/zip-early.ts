import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { TooLargeError } from "@symphony/batch-store";
import type { Staging } from "@symphony/batch-store";
import type { ByteReader } from "./byte-reader.ts";
import type { FileThreads } from "./file-threads.ts";
import { hasImageName, isSystemFile } from "./image-names.ts";
import { giveBack, takeBlock } from "./blocks.ts";
import type { Outcome } from "./thread-jobs.ts";
import { throwFailure } from "./write-file.ts";
import { RATIO_FREE_BYTES, RATIO_MAX } from "./zip-entry.ts";
import type { LocalHeader } from "./zip-local-header.ts";

/** Entries that are unpacked from memory: most photos. Larger ones gain little and are kept until the zip is whole. */
export const PACKED_MAX = 8 * 1024 * 1024;
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

/** An entry that was unpacked while the zip arrived, by what stood before it, or behind. */
export interface EarlyEntry {
  header: LocalHeader;
  /** A file of the staging's scratch folder. */
  path: string;
  outcome: Outcome;
}

type Packed = Uint8Array<ArrayBuffer>;

/** Unpacks entries while the zip arrives. */
export interface Early {
  /** To be told of all bytes that arrive. @throws {TooLargeError} */
  allow(bytes: number): void;
  wants(header: LocalHeader, name: string): boolean;
  /** Waits until there is memory for another. @throws what kept an earlier one from disk */
  room(): Promise<void>;
  /** Reads an entry's bytes, and has it unpacked. */
  read(header: LocalHeader, reader: ByteReader): Promise<void>;
  /** Has an entry unpacked whose bytes are here; the block that they are in is given back. */
  take(header: LocalHeader, packed: Packed): void;
  /** Waits for all that were taken. */
  settled(): Promise<void>;
  /** @throws what kept one from disk */
  result(): { early: Map<number, EarlyEntry>; budget: number };
}

export function openEarly(
  threads: FileThreads,
  staging: Staging,
  { maxItems, maxFileBytes, maxTotalBytes }: ZipLimits,
  tally: ZipTally,
): Early {
  const entries = new Map<number, EarlyEntry>();
  const inHand = new Set<Promise<void>>();
  let bytesInHand = 0;
  let failure: unknown;
  const budget = (): number =>
    Math.min(maxTotalBytes, TOTAL_FREE_BYTES + TOTAL_RATIO_MAX * tally.received) - tally.promised;

  const unpack = async (header: LocalHeader, packed: Packed): Promise<void> => {
    const bytes = packed.buffer.byteLength;
    bytesInHand += bytes;
    const { compressionMethod, crc32, size, offsetToLocalFileHeader } = header;
    const path = join(staging.scratch, `${randomUUID()}.early`);
    try {
      const outcome = await threads.hire()({
        kind: "packed",
        path,
        packed,
        compressionMethod,
        crc32,
        size,
        maxBytes: maxFileBytes,
      });
      // A disk that takes no more is no matter of this entry alone.
      if ("failed" in outcome) throwFailure(outcome, maxFileBytes);
      entries.set(offsetToLocalFileHeader, { header, path, outcome });
    } catch (error) {
      failure = error;
    } finally {
      bytesInHand -= bytes;
    }
  };
  const room = async (): Promise<void> => {
    while (bytesInHand > IN_HAND_MAX) await Promise.race(inHand);
    if (failure !== undefined) throw failure;
  };
  const take = (header: LocalHeader, packed: Packed): void => {
    tally.promised += header.size;
    tally.taken += 1;
    const work = unpack(header, packed).finally(() => inHand.delete(work));
    inHand.add(work);
  };

  return {
    allow(bytes) {
      tally.received += bytes;
      if (tally.received > maxTotalBytes) throw new TooLargeError(maxTotalBytes);
    },
    wants: (header, name) =>
      isPlain(header, name) && header.size <= Math.min(maxFileBytes, budget()) && tally.taken < maxItems,
    room,
    async read(header, reader) {
      await room();
      const packed = new Uint8Array(takeBlock(header.compressedSize), 0, header.compressedSize);
      if ((await reader.read(packed)) === packed.length) take(header, packed);
      // The zip is cut off here, so there will be no directory.
      else giveBack(packed.buffer);
    },
    take,
    async settled() {
      await Promise.all(inHand);
    },
    result() {
      if (failure !== undefined) throw failure;
      return { early: entries, budget: budget() };
    },
  };
}

/** Whether an entry, by what stands beside it, is a photo like most. */
function isPlain({ flags, compressionMethod, crc32, compressedSize, size }: LocalHeader, name: string): boolean {
  const packing = compressionMethod === 8 || (compressionMethod === 0 && size === compressedSize);
  const sizes = compressedSize > 0 && compressedSize <= PACKED_MAX && size > 0 && size <= UNPACKED_MAX;
  const grows = size > RATIO_FREE_BYTES && size > RATIO_MAX * compressedSize;
  // Writers that know no checksum yet leave it out.
  return packing && sizes && !grows && crc32 !== 0 && (flags & 1) === 0 && isPhotoName(name);
}

export const isPhotoName = (name: string): boolean => hasImageName(name) && !isSystemFile(name);
