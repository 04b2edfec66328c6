import { open, rename } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import pLimit from "p-limit";
import { TooLargeError } from "@symphony/batch-store";
import type { Staging } from "@symphony/batch-store";
import { Problem } from "@symphony/contract";
import type { Skipped } from "@symphony/contract";
import type { FileThreads } from "./file-threads.ts";
import { hasImageName } from "./image-names.ts";
import type { PackedEntry } from "./thread-jobs.ts";
import { writtenBy } from "./write-file.ts";
import type { ArrivedZip } from "./zip-arrival.ts";
import { listEntries, nameOf, reasonToSkip } from "./zip-directory.ts";
import type { Entry } from "./zip-directory.ts";
import type { EarlyEntry, ZipLimits } from "./zip-early.ts";
import { DAMAGED, SkipEntry } from "./zip-entry.ts";

/** Entries unpacked at once: while some wait for the disk, others are worked on; more only cost memory. */
const ENTRIES_PER_THREAD = 4;

/**
 * Takes the images of a zip into a batch in the making: those its directory lists, unpacked early or now. What is
 * left out is told with its reason, never passed over in silence. Sizes are counted as bytes come out; what the zip
 * says of them is not believed.
 *
 * @throws {Problem} when the zip cannot be read or is made to do harm
 */
export async function unpackZip(
  threads: FileThreads,
  arrived: ArrivedZip,
  staging: Staging,
  limits: ZipLimits,
): Promise<Skipped[]> {
  const entries = await listEntries(arrived.path, limits.maxItems);
  const skipped: Skipped[] = [];
  const limit = pLimit(ENTRIES_PER_THREAD * threads.threads);
  const failures: unknown[] = [];
  const zip = await open(arrived.path, "r");
  try {
    const budget = sharedBudget(arrived.budget);
    await limit.map(entries, async (entry) => {
      // After a refusal no entry is begun, and those in hand come to their end before the zip is closed.
      if (failures.length > 0) return;
      const name = nameOf(entry);
      try {
        const reason =
          reasonToSkip(entry, name) ??
          (await takeEntry(entry, name, { threads, arrived, zip, staging, limits, budget }));
        if (reason !== undefined) skipped.push({ name, reason });
      } catch (error) {
        failures.push(error);
      }
    });
  } finally {
    await zip.close();
  }
  if (failures.length > 0) throw failures[0];
  return skipped;
}

interface Unpacking {
  threads: FileThreads;
  arrived: ArrivedZip;
  zip: FileHandle;
  staging: Staging;
  limits: ZipLimits;
  budget: SharedArrayBuffer;
}

function sharedBudget(bytes: number): SharedArrayBuffer {
  const budget = new SharedArrayBuffer(8);
  new BigInt64Array(budget)[0] = BigInt(bytes);
  return budget;
}

/** @returns why the entry was left out, or `undefined` when it is in */
async function takeEntry(
  entry: Entry,
  name: string,
  { threads, arrived, zip, staging, limits, budget }: Unpacking,
): Promise<string | undefined> {
  if (staging.count >= limits.maxItems)
    throw new Problem("too_many_items", `The zip file has more than ${limits.maxItems} images; send it in parts.`);
  const { offsetToLocalFileHeader, compressedSize, compressionMethod, crc32 } = entry;
  const packed = { offsetToLocalFileHeader, compressedSize, compressionMethod, crc32 };
  const early = arrived.early.get(offsetToLocalFileHeader);
  const { maxFileBytes: maxBytes } = limits;
  try {
    await staging.addFile(name, async (path) => {
      if (early === undefined)
        return writtenBy(
          await threads.hire()({
            kind: "unpack",
            zip: zip.fd,
            entry: packed,
            sniff: !hasImageName(name),
            path,
            maxBytes,
            budget,
          }),
          maxBytes,
        );
      if (!isOf(early, packed) || !hasImageName(name)) throw new SkipEntry(DAMAGED);
      const written = writtenBy(early.outcome, maxBytes);
      await rename(early.path, path);
      return written;
    });
    return undefined;
  } catch (error) {
    if (error instanceof SkipEntry || error instanceof TooLargeError) return error.message;
    throw error;
  }
}

/** Whether the directory means the very bytes that were unpacked. */
function isOf({ header }: EarlyEntry, packed: PackedEntry): boolean {
  return (
    header.compressedSize === packed.compressedSize &&
    header.compressionMethod === packed.compressionMethod &&
    header.crc32 === packed.crc32
  );
}
