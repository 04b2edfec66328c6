import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { BatchManifest, BatchStore, NewestReview, ResultRecord } from "@symphony/batch-store";
import { NotMadeError } from "../not-made-error.ts";
import type { LessonImage } from "./lesson.ts";

/** Images of each kind that a lesson has: with the mark that was missed, and without it. */
const IMAGES_MAX = 100;
/** Of those with the mark, how many may lack a box: they show what a mark finds, and are none. */
const WITHOUT_BOX_MAX = 50;

/**
 * The reviewed images of a batch that a brand can learn from, their views copied to a folder, those with and without the
 * mark in turn. Images whose mark was found teach nothing.
 *
 * @throws {NotMadeError} when no view of them is kept
 */
export async function gatherLesson(
  store: Pick<BatchStore, "reviews" | "evidence" | "openResults">,
  manifest: BatchManifest,
  dir: string,
): Promise<LessonImage[]> {
  const [missed, others]: [LessonImage[], LessonImage[]] = [[], []];
  let withoutView = 0;
  const read = await store.openResults(manifest);
  for await (const review of store.reviews.eachNewest(manifest.batch_id)) {
    if (missed.length === IMAGES_MAX && others.length === IMAGES_MAX) break;
    const record = await read(review.seq);
    const isMissed = record === undefined ? undefined : wasMissed(record, review);
    if (record?.image == null || isMissed === undefined) continue;
    const { box } = review.entry;
    const list = isMissed ? missed : others;
    if (list.length === IMAGES_MAX) continue;
    if (isMissed && box === undefined && list.filter((each) => each.box === undefined).length === WITHOUT_BOX_MAX)
      continue;
    const view = await store.evidence.openView(manifest.batch_id, record);
    if (view === undefined) {
      withoutView += 1;
      continue;
    }
    const path = join(dir, `image-${record.seq}`);
    await pipeline(view.stream(), createWriteStream(path));
    const { width, height } = record.image;
    list.push({ path, isMissed, box: isMissed ? box : undefined, width, height });
  }
  if (missed.length === 0 && withoutView > 0)
    throw new NotMadeError("No view is kept of the images that people decided; see VIEW_MAX_SIDE.");
  return Array.from({ length: Math.max(missed.length, others.length) }, (_, i) => [missed[i], others[i]])
    .flat()
    .filter((image) => image !== undefined);
}

/** @returns undefined for an image that says nothing; one that is Invalid for a reason may show the mark all the same */
function wasMissed({ result }: ResultRecord, { entry }: NewestReview): boolean | undefined {
  if (entry.verdict === "Invalid") return entry.reason === null ? false : undefined;
  return entry.verdict === "Valid" && result.Is_Valid === "Invalid" ? true : undefined;
}
