import type { BatchManifest, ResultRecord } from "@symphony/batch-store";
import { reviewOf } from "@symphony/contract";
import type { Review, ReviewSummary } from "@symphony/contract";
import type { ApiDeps } from "../../deps.ts";
import { requireManifest } from "../find-batch.ts";
import { randomOrder } from "./result-order.ts";
import { wilsonInterval } from "./wilson-interval.ts";

type Read = (seq: number) => Promise<ResultRecord | undefined>;

/** How far the review of a batch is, and how often the machine was wrong in a random sample of it. */
export async function summarise(deps: ApiDeps, id: string): Promise<ReviewSummary> {
  const manifest = await requireManifest(deps, id);
  const read = await deps.store.openResults(manifest);
  const reviews = new Map<number, Review>();
  let agreed = 0;
  for await (const { seq, entry } of deps.store.reviews.eachNewest(manifest.batch_id)) {
    const review = reviewOf(entry);
    if (review === null) continue;
    reviews.set(seq, review);
    if ((await read(seq))?.result.Is_Valid === review.verdict) agreed += 1;
  }
  return {
    batch_id: manifest.batch_id,
    reviewed: reviews.size,
    agreed,
    overridden: reviews.size - agreed,
    remaining: manifest.total - reviews.size,
    sample: await sampleOf(manifest, reviews, read),
  };
}

/**
 * The spot check: the first images of the batch's random order, up to the first one that nobody looked at. The order
 * does not depend on what was reviewed before, so these images stand for the batch. An error is no verdict and is
 * left out. An image without a result and without a review ends it too: a batch that runs is not read to its end.
 */
async function sampleOf(
  manifest: BatchManifest,
  reviews: ReadonlyMap<number, Review>,
  read: Read,
): Promise<ReviewSummary["sample"]> {
  let [size, wrong] = [0, 0];
  for (const seq of reviews.size === 0 ? [] : randomOrder(manifest)) {
    const verdict = (await read(seq))?.result.Is_Valid;
    if (verdict === "Error") continue;
    const review = reviews.get(seq);
    if (review === undefined || review.by_rule === true) break;
    if (verdict === undefined) continue;
    size += 1;
    if (review.verdict !== verdict) wrong += 1;
  }
  return { size, wrong, ...wilsonInterval(wrong, size) };
}
