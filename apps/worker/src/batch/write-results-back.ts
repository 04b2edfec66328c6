import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { BatchManifest, BatchStore } from "@symphony/batch-store";
import type { BatchId } from "@symphony/contract";
import type { WriteBackJob } from "@symphony/messaging";
import { createBucket, createS3Requests } from "@symphony/object-storage";
import type { Bucket } from "@symphony/object-storage";
import { parseBucketAddress } from "@symphony/service";
import type { Logger, SourceBucket, SourceBuckets } from "@symphony/service";

type Store = Pick<BatchStore, "manifest" | "control" | "final" | "openCsv" | "writeBacks">;

export interface WriteBackDeps {
  store: Store;
  buckets: SourceBuckets;
  /** For a CSV on its way. */
  scratchDir: string;
  logger: Logger;
}

/** A bucket that took nothing for so long is given up. */
const GIVE_UP_AFTER_MS = 24 * 3_600_000;

/** Whether the CSV of a finished batch is still to be written below the prefix that it was made of. */
export async function isWriteBackDue(
  { store, buckets }: Pick<WriteBackDeps, "store" | "buckets">,
  manifest: BatchManifest,
): Promise<boolean> {
  return placeOf(buckets, manifest) !== undefined && (await dueRun(store, manifest)) !== undefined;
}

/** The newest run when it is finished and not written yet. One that begins meanwhile is written when it ends. */
async function dueRun(store: Store, { batch_id: batchId }: BatchManifest): Promise<number | undefined> {
  const { run } = await store.control(batchId);
  const final = await store.final(batchId);
  if (final === undefined || Date.now() - Date.parse(final.completed_at) > GIVE_UP_AFTER_MS) return undefined;
  return (await store.writeBacks.isDone(batchId, run)) ? undefined : run;
}

/**
 * Handles the jobs that write the CSV of a finished batch below the prefix that it was made of, where the setting
 * allows it, once for each run. Repeated after a crash, one writes the same object.
 */
export function createResultsWriter({ store, buckets, scratchDir, logger }: WriteBackDeps): {
  /** @throws {Error} when the bucket does not take it: what is wrong may be put right */
  write(job: WriteBackJob): Promise<void>;
  /** What is written now fails; recovery has it written again. */
  close(): void;
} {
  const open = new Set<Bucket>();
  return {
    async write({ batchId: batch }) {
      const manifest = await store.manifest(batch);
      const place = manifest && placeOf(buckets, manifest);
      const run = manifest && place && (await dueRun(store, manifest));
      if (place === undefined || run === undefined) return;
      const objects = createBucket(createS3Requests(place.bucket.settings), place.bucket.prefix);
      open.add(objects);
      try {
        const path = join(scratchDir, `${randomUUID()}.csv`);
        await writeCsv(store, objects, resultsKey(place.prefix, batch), { batch, path });
        await store.writeBacks.finish(batch, run);
      } catch (error) {
        logger.warn({ err: error, batch }, "results:not written back");
        throw error;
      } finally {
        open.delete(objects);
        objects.close();
      }
    },
    close: () => open.forEach((objects) => objects.close()),
  };
}

interface Place {
  bucket: SourceBucket;
  /** The prefix of the images. */
  prefix: string;
}

function placeOf(buckets: SourceBuckets, { source }: BatchManifest): Place | undefined {
  const address = source === undefined ? undefined : parseBucketAddress(source);
  const bucket = address && buckets.get(address.name);
  return bucket?.writeResults === true ? { bucket, prefix: address?.key ?? "" } : undefined;
}

/** @param path where the file is on its way */
async function writeCsv(
  store: Store,
  objects: Bucket,
  key: string,
  { batch, path }: { batch: BatchId; path: string },
): Promise<void> {
  try {
    await pipeline((await store.openCsv(batch)).stream(), createWriteStream(path));
    const { size } = await stat(path);
    await objects.put(key, { path, size }, "text/csv; charset=utf-8");
  } finally {
    await rm(path, { force: true });
  }
}

/** Beside the images: `spring/` and `spring` get their results into the folder. */
const resultsKey = (prefix: string, batchId: string): string =>
  `${prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`}results-${batchId}.csv`;
