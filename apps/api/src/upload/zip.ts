import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import pLimit from "p-limit";
import type { Staging, Written } from "@symphony/batch-store";
import { Problem } from "@symphony/contract";
import type { Skipped } from "@symphony/contract";
import { hasImageName } from "./image-names.ts";
import type { UnpackPool } from "./unpack-pool.ts";
import type { Unpacked } from "./unpack-protocol.ts";
import { listEntries, nameOf, reasonToSkip } from "./zip-directory.ts";
import type { Entry } from "./zip-directory.ts";
import { SkipEntry } from "./zip-entry.ts";

/** Entries unpacked at once: while some wait for the disk, others are worked on; more only cost memory. */
const ENTRIES_PER_THREAD = 4;
/** All of it together: a zip of many entries that grow fills disks too, and a zip of photos is no smaller than they are. */
const TOTAL_RATIO_MAX = 20;
const TOTAL_FREE_BYTES = 100 * 1024 * 1024;

export interface ZipLimits {
  maxItems: number;
  maxFileBytes: number;
  /** Of all entries together. */
  maxTotalBytes: number;
}

/**
 * Unpacks the images of a zip into a batch in the making. What is left out is told with its reason, never
 * passed over in silence. Sizes are counted as bytes come out; what the zip says of them is not believed.
 *
 * @throws {Problem} when the zip cannot be read or is made to do harm
 */
export async function unpackZip(pool: UnpackPool, path: string, staging: Staging, limits: ZipLimits): Promise<Skipped[]> {
  const entries = await listEntries(path, limits.maxItems);
  const skipped: Skipped[] = [];
  const limit = pLimit(ENTRIES_PER_THREAD * pool.threads);
  const failures: unknown[] = [];
  const zip = await open(path, "r");
  try {
    const { size } = await zip.stat();
    const budget = budgetOf(Math.min(limits.maxTotalBytes, TOTAL_FREE_BYTES + TOTAL_RATIO_MAX * size));
    await limit.map(entries, async (entry) => {
      // After a refusal no entry is begun, and those in hand come to their end before the zip is closed.
      if (failures.length > 0) return;
      const name = nameOf(entry);
      try {
        const reason = reasonToSkip(entry, name) ?? (await takeEntry(entry, name, { pool, zip, staging, limits, budget }));
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
  pool: UnpackPool;
  zip: FileHandle;
  staging: Staging;
  limits: ZipLimits;
  budget: SharedArrayBuffer;
}

function budgetOf(bytes: number): SharedArrayBuffer {
  const budget = new SharedArrayBuffer(8);
  new BigInt64Array(budget)[0] = BigInt(bytes);
  return budget;
}

/** @returns why the entry was left out, or `undefined` when it is in */
async function takeEntry(entry: Entry, name: string, { pool, zip, staging, limits, budget }: Unpacking): Promise<string | undefined> {
  if (staging.count >= limits.maxItems) throw new Problem("too_many_items", `The zip file has more than ${limits.maxItems} images; send it in parts.`);
  const { offsetToLocalFileHeader, compressedSize, compressionMethod, crc32 } = entry;
  const packed = { offsetToLocalFileHeader, compressedSize, compressionMethod, crc32 };
  try {
    await staging.addWritten(name, async (path) => writtenBy(await pool.unpack({ zip: zip.fd, entry: packed, sniff: !hasImageName(name), path, maxBytes: limits.maxFileBytes, budget })));
    return undefined;
  } catch (error) {
    if (error instanceof SkipEntry) return error.message;
    throw error;
  }
}

/** @throws what kept the entry from being written */
function writtenBy(result: Unpacked): Written {
  if ("written" in result) return result.written;
  if ("skipped" in result) throw new SkipEntry(result.skipped);
  if ("overBudget" in result) throw new Problem("zip_refused", "The zip file unpacks to more than is allowed.");
  const { name, message, code } = result.failed;
  throw Object.assign(new Error(`${name}: ${message}`), { code });
}
