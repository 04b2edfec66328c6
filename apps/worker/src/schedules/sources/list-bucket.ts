import { extensionOf, hasImageName } from "@symphony/contract";
import { createBucket, createS3Requests } from "@symphony/object-storage";
import { bucketAddress, parseBucketAddress } from "@symphony/service";
import type { SourceBuckets } from "@symphony/service";
import { SourceError } from "../source-error.ts";
import type { ListedImage } from "../snapshot.ts";

/** Objects that are no images, for each image that a schedule may have, before the listing is given up. */
const OTHERS_PER_ITEM = 4;

/** The images below a prefix, by their names, with what tells one content from another. */
export async function* listBucket(
  buckets: SourceBuckets,
  source: string,
  maxItems: number,
  signal: AbortSignal,
): AsyncGenerator<ListedImage> {
  const { name = "", key: prefix = "" } = parseBucketAddress(source) ?? {};
  const bucket = buckets.get(name);
  if (bucket === undefined)
    throw new SourceError(`This installation was given no bucket by the name ${name.slice(0, 63)} (SOURCE_BUCKETS).`);
  const objects = createBucket(createS3Requests(bucket.settings), bucket.prefix);
  let others = 0;
  try {
    for await (const { key, etag, size } of objects.list({ prefix })) {
      signal.throwIfAborted();
      if (hasImageName(key) || (extensionOf(key) === "" && !key.endsWith("/")))
        yield { address: bucketAddress(name, key), validator: `${etag} ${size}` };
      else if ((others += 1) > OTHERS_PER_ITEM * maxItems)
        throw new SourceError("There are more objects below this prefix than are looked at; name a longer one.");
    }
  } finally {
    objects.close();
  }
}
