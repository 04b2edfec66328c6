import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { BatchManifest, BatchStore } from "@symphony/batch-store";
import type { BatchId } from "@symphony/contract";
import { createBucket, createS3Requests, ObjectStorageError } from "@symphony/object-storage";
import { parseBucketAddress } from "@symphony/service";
import type { Logger, SourceBucket, SourceBuckets } from "@symphony/service";

type Store = Pick<BatchStore, "control" | "final" | "openCsv" | "writeBacks">;

/** Whether the CSV of a finished batch is still to be written below the prefix that it was made of. */
export async function isWriteBackDue(store: Store, buckets: SourceBuckets, manifest: BatchManifest): Promise<boolean> {
  return placeOf(buckets, manifest) !== undefined && (await dueRun(store, manifest)) !== undefined;
}

/** The newest run when it is finished and not written yet. One that begins meanwhile is written when it ends. */
async function dueRun(store: Store, { batch_id: batchId }: BatchManifest): Promise<number | undefined> {
  const { run } = await store.control(batchId);
  if ((await store.final(batchId)) === undefined) return undefined;
  return (await store.writeBacks.isDone(batchId, run)) ? undefined : run;
}

/**
 * Writes the CSV of a finished batch below the prefix that it was made of, where the setting allows it, once for each
 * run. Repeated after a crash, it writes the same object.
 *
 * @throws {Error} when a later try may help
 */
export async function writeResultsBack(
  store: Store,
  buckets: SourceBuckets,
  manifest: BatchManifest,
  logger: Logger,
): Promise<void> {
  const place = placeOf(buckets, manifest);
  const run = place && (await dueRun(store, manifest));
  if (place === undefined || run === undefined) return;
  const { batch_id: batch } = manifest;
  await write(store, place, batch).catch((error: unknown) => {
    logger.warn({ err: error, batch }, "results:not written back");
    if (mayBeWrittenLater(error)) throw error;
  });
  await store.writeBacks.finish(batch, run);
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

async function write(store: Store, { bucket, prefix }: Place, batchId: BatchId): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), "symphony-csv-"));
  const objects = createBucket(createS3Requests(bucket.settings), bucket.prefix);
  try {
    const path = join(dir, "results.csv");
    await pipeline((await store.openCsv(batchId)).stream(), createWriteStream(path));
    const { size } = await stat(path);
    await objects.put(resultsKey(prefix, batchId), { path, size }, "text/csv; charset=utf-8");
  } finally {
    objects.close();
    await rm(dir, { recursive: true, force: true });
  }
}

/** Beside the images: `spring/` and `spring` get their results into the folder. */
const resultsKey = (prefix: string, batchId: string): string =>
  `${prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`}results-${batchId}.csv`;

/** What no other try can change is only logged. */
const mayBeWrittenLater = (error: unknown): boolean =>
  !(error instanceof ObjectStorageError) || error.code === "unavailable";
