import type { NewestReview, ResultRecord } from "@symphony/batch-store";
import { effectiveOf, reviewOf } from "@symphony/contract";
import type { BatchId, Review, Verdict } from "@symphony/contract";
import type { ApiDeps } from "../../deps.ts";

export interface ReviewFilter {
  effective?: Verdict | undefined;
  reviewed?: boolean | undefined;
  /** Whether the verdict of the review is another than the machine's. */
  overridden?: boolean | undefined;
}

/** The reviews of a batch beside its results. */
export interface ReviewReader {
  newest(seq: number): Promise<NewestReview | undefined>;
  /** What counts of an item's history. */
  reviewOf(seq: number): Promise<Review | null>;
  matches(record: ResultRecord, filter: ReviewFilter): Promise<boolean>;
}

export function openReviews({ store }: Pick<ApiDeps, "store">, batchId: BatchId): ReviewReader {
  const newest = store.reviews.openNewest(batchId);
  const currentOf = async (seq: number): Promise<Review | null> => reviewOf((await newest(seq))?.entry);
  return {
    newest,
    reviewOf: currentOf,
    async matches({ seq, result }, { effective, reviewed, overridden }) {
      if (effective === undefined && reviewed === undefined && overridden === undefined) return true;
      const review = await currentOf(seq);
      const isReviewed = review !== null;
      const isOverridden = isReviewed && review.verdict !== result.Is_Valid;
      return (
        (effective === undefined || effectiveOf(result, review) === effective) &&
        (reviewed === undefined || isReviewed === reviewed) &&
        (overridden === undefined || isOverridden === overridden)
      );
    },
  };
}

export async function hasReviews({ store }: Pick<ApiDeps, "store">, batchId: BatchId): Promise<boolean> {
  const { done } = await store.reviews.eachNewest(batchId).next();
  return done !== true;
}
