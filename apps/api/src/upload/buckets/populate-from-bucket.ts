import pLimit from "p-limit";
import type { LimitFunction } from "p-limit";
import type { Staging } from "@symphony/batch-store";
import { extensionOf, hasImageName, Problem } from "@symphony/contract";
import { createBucket, createS3Requests, ObjectStorageError } from "@symphony/object-storage";
import { bucketAddress, parseBucketAddress } from "@symphony/service";
import type { SourceBucket, SourceBuckets } from "@symphony/service";
import { createNameBudget } from "../name-budget.ts";
import { reasonByName } from "../skipped.ts";
import type { SkippedFiles } from "../skipped.ts";

/** Longest time that the objects of one source are listed: a hundred thousand are a hundred requests. */
const LISTING_MAX_MS = 300_000;
/** Objects that are no images, for each image that a batch may have, before the listing is given up. */
const OTHERS_PER_ITEM = 4;
/** Listings of one bucket at once: a slow one keeps nobody from the others. */
const LISTINGS_PER_BUCKET = 2;
const listings = new Map<string, LimitFunction>();

/** @throws {Problem} when the text is no address of a bucket that this installation was given */
export function requireSourceBucket(
  buckets: SourceBuckets,
  source: string,
): { bucket: SourceBucket; name: string; key: string } {
  const address = parseBucketAddress(source);
  if (address === undefined) throw new Problem("invalid_request", "source: must look like s3://bucket/prefix.");
  const bucket = buckets.get(address.name);
  if (bucket !== undefined) return { bucket, ...address };
  throw new Problem(
    "invalid_request",
    `source: this installation was given no bucket by the name ${address.name.slice(0, 63)} (SOURCE_BUCKETS).`,
  );
}

/** Adds the addresses of the images below a prefix; the workers fetch them. @throws {Problem} */
export function populateFromBucket(
  buckets: SourceBuckets,
  source: string,
  staging: Staging,
  maxItems: number,
  skipped: SkippedFiles,
): Promise<void> {
  const { bucket, name, key: prefix } = requireSourceBucket(buckets, source);
  const turns = listings.get(name) ?? pLimit(LISTINGS_PER_BUCKET);
  listings.set(name, turns);
  return turns(() => list({ bucket, name, prefix }, staging, maxItems, skipped)).catch((error: unknown) => {
    if (error instanceof ObjectStorageError) throw new Problem("source_unavailable", error.message, { cause: error });
    throw error;
  });
}

async function list(
  { bucket, name, prefix }: { bucket: SourceBucket; name: string; prefix: string },
  staging: Staging,
  maxItems: number,
  skipped: SkippedFiles,
): Promise<void> {
  const objects = createBucket(createS3Requests(bucket.settings), bucket.prefix);
  const names = createNameBudget();
  const deadline = performance.now() + LISTING_MAX_MS;
  let others = 0;
  try {
    for await (const { key } of objects.list({ prefix })) {
      // Of folders that some programs show as an object.
      if (key.endsWith("/")) continue;
      const reason = reasonByName(names, key) ?? (mayBeImage(key) ? undefined : "not an image");
      if (reason === undefined) staging.addUrl(bucketAddress(name, key));
      else skipped.add(key, reason);
      others += reason === undefined ? 0 : 1;
      if (staging.count > maxItems || others > OTHERS_PER_ITEM * maxItems || performance.now() > deadline)
        throw new Problem(
          "too_many_items",
          `A batch takes ${maxItems} images, and there are more objects below this prefix; name a longer one.`,
        );
    }
  } finally {
    objects.close();
  }
}

/** By its name: an object without an ending is looked at. */
const mayBeImage = (key: string): boolean => hasImageName(key) || extensionOf(key) === "";
