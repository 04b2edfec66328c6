import type { BatchManifest, NewestReview, ResultRecord } from "@symphony/batch-store";
import { effectiveOf, isInFolder, reviewOf, sizeClassOf } from "@symphony/contract";
import type { ResultFilter, Review, Verdict } from "@symphony/contract";
import type { ApiDeps } from "../../deps.ts";
import { openReviews } from "../reviews/open-reviews.ts";
import type { ReviewReader } from "../reviews/open-reviews.ts";

/** A result, and what people made of it. */
export interface Match {
  record: ResultRecord;
  newest: NewestReview | undefined;
  review: Review | null;
  effective: Verdict;
}

/** The results of a batch that an export has, one by one in upload order: no export keeps all of them. */
export async function* eachMatch(
  deps: ApiDeps,
  manifest: BatchManifest,
  filter: ResultFilter,
): AsyncGenerator<Match, void> {
  const reviews = openReviews(deps, manifest.batch_id);
  for await (const record of matchingRecords(deps.store.eachResult(manifest), filter, reviews)) {
    const newest = await reviews.newest(record.seq);
    const review = reviewOf(newest?.entry);
    yield { record, newest, review, effective: effectiveOf(record.result, review) };
  }
}

export async function* matchingRecords(
  results: AsyncIterable<ResultRecord>,
  filter: ResultFilter,
  reviews: ReviewReader,
): AsyncGenerator<ResultRecord, void> {
  const isMatch = matcherOf(filter);
  for await (const record of results) if (isMatch(record) && (await reviews.matches(record, filter))) yield record;
}

/** What the results alone decide; the reviews are read only of what is left. */
function matcherOf({ status, category, search, folder, size }: ResultFilter): (record: ResultRecord) => boolean {
  const text = search?.toLowerCase() ?? "";
  return ({ result, image }) =>
    (status === undefined || result.Is_Valid === status) &&
    (category === undefined || result.Error_Category === category) &&
    (folder === undefined || isInFolder(result.Image_Path_or_URL, folder)) &&
    (size === undefined || sizeClassOf(image?.width, image?.height) === size) &&
    result.Image_Path_or_URL.toLowerCase().includes(text);
}
