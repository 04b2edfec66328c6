import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { BatchManifest, BatchStore, NewestReview, ResultRecord } from "@symphony/batch-store";
import type { LessonImage } from "./lesson.ts";

/** Images of each kind that a lesson has: with the mark that was missed, and without it. */
const IMAGES_MAX = 100;

/**
 * The reviewed images of a batch that a brand can learn from, their views copied to a folder, those with and without the
 * mark in turn. Images whose mark was found teach nothing.
 */
export async function gatherLesson(
  store: Pick<BatchStore, "reviews" | "evidence" | "openResults">,
  manifest: BatchManifest,
  dir: string,
): Promise<LessonImage[]> {
  const [missed, others]: [LessonImage[], LessonImage[]] = [[], []];
  const read = await store.openResults(manifest);
  for await (const review of store.reviews.eachNewest(manifest.batch_id)) {
    const record = await read(review.seq);
    const isMissed = record === undefined ? undefined : wasMissed(record, review);
    if (record?.image == null || isMissed === undefined) continue;
    const list = isMissed ? missed : others;
    if (list.length === IMAGES_MAX) continue;
    const view = await store.evidence.openView(manifest.batch_id, record);
    if (view === undefined) continue;
    const path = join(dir, `image-${record.seq}`);
    await pipeline(view.stream(), createWriteStream(path));
    const { width, height } = record.image;
    list.push({ path, isMissed, box: isMissed ? review.entry.box : undefined, width, height });
  }
  return Array.from({ length: Math.max(missed.length, others.length) }, (_, i) => [missed[i], others[i]])
    .flat()
    .filter((image) => image !== undefined);
}

/** @returns undefined for an image that says nothing */
function wasMissed({ result }: ResultRecord, { entry }: NewestReview): boolean | undefined {
  if (entry.verdict === "Invalid") return false;
  return entry.verdict === "Valid" && result.Is_Valid === "Invalid" ? true : undefined;
}
