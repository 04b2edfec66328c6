import { readdir } from "node:fs/promises";
import type { BatchId } from "@symphony/contract";
import { readIfPresent } from "../fs/durable.ts";
import { errnoOf } from "../fs/errno.ts";
import type { Paths } from "../fs/paths.ts";
import type { NewestReview } from "../port.ts";
import { decodeEntry } from "./review-entry.ts";

/** The folders of a batch that have reviews, in order. */
export async function shardsOf(paths: Paths, batchId: BatchId): Promise<string[]> {
  return (await namesIn(paths.reviews(batchId))).toSorted();
}

/** The newest version of each item in one folder. */
export async function versionsIn(paths: Paths, batchId: BatchId, shard: string): Promise<Map<number, number>> {
  const newest = new Map<number, number>();
  for (const name of await namesIn(paths.reviewShard(batchId, shard))) {
    const [, seq, version] = /^(\d{1,9})\.(\d{1,6})\.json$/.exec(name)?.map(Number) ?? [];
    if (seq !== undefined && version !== undefined) newest.set(seq, Math.max(version, newest.get(seq) ?? 0));
  }
  return newest;
}

export async function newestOf(
  paths: Paths,
  batchId: BatchId,
  seq: number,
  versions: ReadonlyMap<number, number>,
): Promise<NewestReview | undefined> {
  const version = versions.get(seq);
  return version === undefined ? undefined : readNewest(paths, batchId, seq, version);
}

/** The newest readable entry: a damaged one counts as a version and says nothing, so the one before it stands. */
export async function readNewest(
  paths: Paths,
  batchId: BatchId,
  seq: number,
  version: number,
  oldest = 1,
): Promise<NewestReview | undefined> {
  for (let each = version; each >= oldest; each -= 1) {
    const entry = decodeEntry(await readIfPresent(paths.review(batchId, seq, each)));
    if (entry !== undefined) return { seq, version, entry };
  }
  return undefined;
}

async function namesIn(dir: string): Promise<string[]> {
  return readdir(dir).catch((error: unknown) => {
    if (errnoOf(error) === "ENOENT") return [];
    throw error;
  });
}
