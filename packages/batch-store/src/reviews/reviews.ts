import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { BatchId, ReviewEntry } from "@symphony/contract";
import { putIfAbsent, syncDir } from "../fs/durable.ts";
import { errnoOf } from "../fs/errno.ts";
import { shardName } from "../fs/paths.ts";
import type { Paths } from "../fs/paths.ts";
import type { NewestReview, Reviews } from "../port.ts";
import { StoreError } from "../store-error.ts";
import { encodeEntry } from "./review-entry.ts";
import { newestOf, readNewest, shardsOf, versionsIn } from "./read-reviews.ts";

/** Entries of one item. People change their minds a few times; only a program would do it for ever. */
export const REVIEWS_PER_ITEM_MAX = 1_000;

/**
 * The reviews of all batches: `reviews/<thousand>/<seq>.<version>.json`, each put in place once by `link()`. Of many
 * callers with the same version one wins.
 */
export function createReviews(paths: Paths): Reviews {
  async function append(batchId: BatchId, seq: number, entry: ReviewEntry, expected?: number): Promise<number> {
    await makeShard(paths, batchId, seq);
    for (;;) {
      const { length: version } = await versionsOf(batchId, seq);
      if (expected !== undefined && expected !== version) throw conflict(seq, version);
      if (version >= REVIEWS_PER_ITEM_MAX) throw conflict(seq, version);
      const path = paths.review(batchId, seq, version + 1);
      // Beside it, because a finished batch has no scratch folder; what a killed process leaves goes with the batch.
      if (await putIfAbsent(path, encodeEntry(entry), dirname(path))) return version + 1;
    }
  }

  /** `[1, 2, …]`, the newest last. */
  const versionsOf = async (batchId: BatchId, seq: number): Promise<number[]> => {
    const newest = (await versionsIn(paths, batchId, shardName(seq))).get(seq) ?? 0;
    return Array.from({ length: newest }, (_, i) => i + 1);
  };

  async function* eachNewest(batchId: BatchId): AsyncGenerator<NewestReview> {
    for (const shard of await shardsOf(paths, batchId)) {
      const versions = await versionsIn(paths, batchId, shard);
      for (const seq of [...versions.keys()].toSorted((a, b) => a - b)) {
        const review = await newestOf(paths, batchId, seq, versions);
        if (review !== undefined) yield review;
      }
    }
  }

  return {
    append,
    async history(batchId, seq) {
      const versions = await versionsOf(batchId, seq);
      const entries = await Promise.all(versions.map((version) => readNewest(paths, batchId, seq, version, version)));
      return entries.flatMap((each) => (each === undefined ? [] : [each.entry]));
    },
    newest: async (batchId, seq) => newestOf(paths, batchId, seq, await versionsIn(paths, batchId, shardName(seq))),
    eachNewest,
    openNewest(batchId) {
      // Readers go through a batch in order, so one folder is kept at a time.
      let current: { shard: string; versions: Promise<Map<number, number>> } | undefined;
      return async (seq) => {
        const shard = shardName(seq);
        if (current?.shard !== shard) current = { shard, versions: versionsIn(paths, batchId, shard) };
        return newestOf(paths, batchId, seq, await current.versions);
      };
    },
  };
}

const conflict = (seq: number, version: number): StoreError =>
  new StoreError("version_conflict", `The review of item ${seq} has version ${version}.`);

/** Durable, and only inside a batch that is there: a removed batch must not come back as an empty folder. */
async function makeShard(paths: Paths, batchId: BatchId, seq: number): Promise<void> {
  for (const dir of [paths.reviews(batchId), paths.reviewShard(batchId, shardName(seq))]) {
    const exists = await mkdir(dir).then(
      () => false,
      (error: unknown) => {
        if (errnoOf(error) === "EEXIST") return true;
        throw error;
      },
    );
    // Also of a folder that another process has just made: it may not be durable yet.
    if (!exists || !known.has(dir)) await syncDir(dirname(dir));
    remember(dir);
  }
}

/** Folders that this process has synced. */
const known = new Set<string>();
const KNOWN_MAX = 10_000;
function remember(dir: string): void {
  if (known.size >= KNOWN_MAX) known.clear();
  known.add(dir);
}
