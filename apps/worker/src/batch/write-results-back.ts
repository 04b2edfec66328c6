import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { BatchManifest, BatchStore } from "@symphony/batch-store";
import { createBucket, createS3Requests, ObjectStorageError } from "@symphony/object-storage";
import { parseBucketAddress } from "@symphony/service";
import type { SourceBuckets } from "@symphony/service";

/**
 * Writes the CSV of a finished batch below the prefix that it was made of, where the setting allows it. Repeated, it
 * writes the same object.
 *
 * @throws {ObjectStorageError} when another try may help
 */
export async function writeResultsBack(
  store: Pick<BatchStore, "openCsv">,
  buckets: SourceBuckets,
  { batch_id: batchId, source }: BatchManifest,
): Promise<void> {
  const address = source === undefined ? undefined : parseBucketAddress(source);
  const bucket = address && buckets.get(address.name);
  if (address === undefined || bucket?.writeResults !== true) return;
  const dir = await mkdtemp(join(tmpdir(), "symphony-csv-"));
  const objects = createBucket(createS3Requests(bucket.settings), bucket.prefix);
  try {
    const path = join(dir, "results.csv");
    await pipeline((await store.openCsv(batchId)).stream(), createWriteStream(path));
    const { size } = await stat(path);
    await objects.put(resultsKey(address.key, batchId), { path, size }, "text/csv; charset=utf-8");
  } finally {
    objects.close();
    await rm(dir, { recursive: true, force: true });
  }
}

/** Beside the images: `spring/` and `spring` get their results into the folder. */
const resultsKey = (prefix: string, batchId: string): string =>
  `${prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`}results-${batchId}.csv`;

/** Whether the job is repeated; what no other try can change is only logged. */
export const mayBeWrittenLater = (error: unknown): boolean =>
  !(error instanceof ObjectStorageError) || error.code === "unavailable";
