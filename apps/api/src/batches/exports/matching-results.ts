import type { BatchManifest, NewestReview, ResultRecord } from "@symphony/batch-store";
import { effectiveOf, reviewOf } from "@symphony/contract";
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
  { status, category, search, ...reviewFilter }: ResultFilter,
  reviews: ReviewReader,
): AsyncGenerator<ResultRecord, void> {
  const text = search?.toLowerCase() ?? "";
  for await (const record of results) {
    const { Is_Valid, Error_Category, Image_Path_or_URL } = record.result;
    const matches =
      (await reviews.matches(record, reviewFilter)) &&
      (status === undefined || Is_Valid === status) &&
      (category === undefined || Error_Category === category) &&
      Image_Path_or_URL.toLowerCase().includes(text);
    if (matches) yield record;
  }
}
