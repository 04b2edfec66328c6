import pLimit from "p-limit";
import type { BatchId } from "@symphony/contract";
import { SHARD_SIZE } from "../../fs/paths.ts";
import type { NewestReview, Reviews } from "../../port.ts";
import { decodeEntry, encodeEntry } from "../../reviews/review-entry.ts";
import { REVIEWS_PER_ITEM_MAX } from "../../reviews/reviews.ts";
import { StoreError } from "../../store-error.ts";
import type { ContentKeys } from "../base/keys.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { readText } from "../base/objects.ts";
import { keepThousands } from "../results/current-results.ts";

type Bucket = ObjectLedger["bucket"];
const READS_IN_FLIGHT = 16;

/** The reviews of all batches: an object for each version of an item's review, put in place once. */
export function createObjectReviews({ bucket, heads }: ObjectLedger): Reviews {
  async function newestIn(keys: ContentKeys, prefix: string): Promise<Map<number, NewestReview>> {
    const versions = await versionsBelow(bucket, keys, prefix);
    const reviews = await pLimit(READS_IN_FLIGHT).map([...versions], ([seq, version]) =>
      readNewest(bucket, keys, seq, version),
    );
    return new Map(reviews.flatMap((review) => (review === undefined ? [] : [[review.seq, review] as const])));
  }

  return {
    async append(batchId, seq, entry, expected) {
      for (;;) {
        const keys = await heads.newestKeysOf(batchId);
        const version = await newestVersion(bucket, keys, seq);
        if ((expected !== undefined && expected !== version) || version >= REVIEWS_PER_ITEM_MAX)
          throw new StoreError("version_conflict", `The review of item ${seq} has version ${version}.`);
        if ((await bucket.putIfAbsent(keys.review(seq, version + 1), encodeEntry(entry))) !== undefined)
          return version + 1;
      }
    },
    async history(batchId, seq) {
      const keys = await heads.find(batchId);
      if (keys === undefined) return [];
      const versions = Array.from({ length: await newestVersion(bucket, keys, seq) }, (_, i) => i + 1);
      const entries = await pLimit(READS_IN_FLIGHT).map(versions, async (version) =>
        decodeEntry(await readText(bucket, keys.review(seq, version))),
      );
      return entries.filter((entry) => entry !== undefined);
    },
    async newest(batchId, seq) {
      const keys = await heads.find(batchId);
      return keys && readNewest(bucket, keys, seq, await newestVersion(bucket, keys, seq));
    },
    async *eachNewest(batchId) {
      const keys = await heads.find(batchId);
      if (keys === undefined) return;
      for (const first of await shardsOf(bucket, keys)) yield* (await newestIn(keys, keys.reviewShard(first))).values();
    },
    openNewest(batchId: BatchId) {
      const thousandOf = keepThousands(async (first): Promise<Map<number, NewestReview>> => {
        const keys = await heads.find(batchId);
        return keys === undefined ? new Map() : newestIn(keys, keys.reviewShard(first));
      });
      return async (seq) => (await thousandOf(seq)).get(seq);
    },
  };
}

/** The newest version of each item below a prefix, in the order of the items. */
async function versionsBelow(bucket: Bucket, keys: ContentKeys, prefix: string): Promise<Map<number, number>> {
  const versions = new Map<number, number>();
  for await (const { key } of bucket.list({ prefix })) {
    const [, seq, version] = /\/(\d+)\.(\d+)$/.exec(key.slice(keys.root.length))?.map(Number) ?? [];
    if (seq !== undefined && version !== undefined) versions.set(seq, version);
  }
  return versions;
}

const newestVersion = async (bucket: Bucket, keys: ContentKeys, seq: number): Promise<number> =>
  (await versionsBelow(bucket, keys, keys.reviewsOf(seq))).get(seq) ?? 0;

/** The first item of each thousand that has reviews. */
async function shardsOf(bucket: Bucket, keys: ContentKeys): Promise<number[]> {
  const shards = new Set<number>();
  for (const seq of (await versionsBelow(bucket, keys, keys.reviews)).keys())
    shards.add(Math.floor(seq / SHARD_SIZE) * SHARD_SIZE);
  return [...shards];
}

/** A damaged entry counts as a version and says nothing, so the one before it stands. */
async function readNewest(
  bucket: Bucket,
  keys: ContentKeys,
  seq: number,
  version: number,
): Promise<NewestReview | undefined> {
  for (let each = version; each > 0; each -= 1) {
    const entry = decodeEntry(await readText(bucket, keys.review(seq, each)));
    if (entry !== undefined) return { seq, version, entry };
  }
  return undefined;
}
