import { link, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import pLimit from "p-limit";
import type { BatchId } from "@symphony/contract";
import { makeDirDurably, moveIfPresent, syncDir } from "../fs/durable.ts";
import { errnoOf } from "../fs/errno.ts";
import type { Paths } from "../fs/paths.ts";
import type { Reviews } from "../port.ts";
import { createReviews } from "../reviews/reviews.ts";
import { findRun } from "../state/run-record.ts";
import type { Corrections } from "../state/run-record.ts";
import { StoreError } from "../store-error.ts";

const NOTE = "A corrected file was sent.";
const APPENDS_IN_FLIGHT = 16;

/**
 * What comes before a run that checks corrected files can be seen: the results of the earlier files are kept, decisions
 * about the earlier files are taken back, and the corrected ones become the payloads of their items. Each step may have
 * been done before.
 */
export async function placeCorrections(
  paths: Paths,
  batchId: BatchId,
  run: number,
  corrections: Corrections,
  at: string,
): Promise<void> {
  await keepEarlierResults(paths, batchId, run, corrections);
  await takeBackReviews(paths, batchId, corrections, at);
  const folder = join(paths.batch(batchId), corrections.folder);
  for (const { stored } of corrections.files) await moveIfPresent(join(folder, stored), paths.payload(batchId, stored));
  // Fails where the folder was removed meanwhile and the files were not moved.
  await syncDir(paths.payloads(batchId));
  await rmdir(folder).catch(() => undefined);
}

/** A re-evaluation removes the results of the runs before it; what was found in an earlier file stays. */
async function keepEarlierResults(paths: Paths, batchId: BatchId, run: number, { files }: Corrections): Promise<void> {
  const before = await correctionsBefore(paths, batchId, run);
  const shards = new Set<string>();
  for (const { seq } of files) {
    const earlier = paths.earlierResult(batchId, { seq, corrected_in: before.get(seq) });
    const shard = dirname(earlier);
    if (!shards.has(shard)) await makeDirDurably(shard);
    shards.add(shard);
    await linkNewest(paths, batchId, seq, run - 1, earlier);
  }
  for (const shard of shards) await syncDir(shard);
}

/** By item, the last run before this one that brought a file. */
async function correctionsBefore(paths: Paths, batchId: BatchId, run: number): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  for (let each = 1; each < run; each += 1) {
    const record = await findRun(paths, batchId, each);
    for (const { seq } of record?.corrections?.files ?? []) found.set(seq, each);
  }
  return found;
}

async function linkNewest(paths: Paths, batchId: BatchId, seq: number, run: number, to: string): Promise<void> {
  for (let each = run; each >= 0; each -= 1) {
    try {
      await link(paths.result(batchId, each, seq), to);
      return;
    } catch (error) {
      if (errnoOf(error) === "EEXIST") return;
      if (errnoOf(error) !== "ENOENT") throw error;
    }
  }
}

async function takeBackReviews(paths: Paths, batchId: BatchId, { files, by }: Corrections, at: string): Promise<void> {
  await takeBackDecisions(createReviews(paths), batchId, { files, by }, at);
}

/**
 * Nobody has seen the corrected file yet, so that every decision there is one about an earlier file. An item without
 * one gets a version too: a decision that is on its way was made by somebody who saw the earlier file.
 */
export async function takeBackDecisions(
  reviews: Pick<Reviews, "append" | "openNewest">,
  batchId: BatchId,
  { files, by }: Pick<Corrections, "files" | "by">,
  at: string,
): Promise<void> {
  const newest = reviews.openNewest(batchId);
  const entry = { verdict: null, reason: null, note: NOTE, by, at };
  // In order: the reader keeps one folder at a time.
  const inOrder = files.toSorted((one, other) => one.seq - other.seq);
  await pLimit(APPENDS_IN_FLIGHT).map(inOrder, async ({ seq }) => {
    const review = await newest(seq);
    if (review?.entry.note === NOTE && review.entry.at === at) return;
    await reviews.append(batchId, seq, entry, review?.version ?? 0).catch((error: unknown) => {
      // It has as many entries as it may have, or somebody decided meanwhile: the newest decision stays.
      if (!(error instanceof StoreError) || error.code !== "version_conflict") throw error;
    });
  });
}
