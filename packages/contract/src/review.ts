import { z } from "zod";
import { batchIdSchema } from "./ids.ts";
import { closestMatchSchema, reviewSchema, verdictSchema, VERDICTS } from "./result.ts";
import type { Review, Verdict } from "./result.ts";

/** Characters of a note: a paragraph. */
export const NOTE_MAX_LENGTH = 2_000;
/** Characters of a reason: a few words. */
export const REASON_MAX_LENGTH = 100;
/** Items that one call may name or change. */
export const BULK_REVIEWS_MAX = 10_000;

/** One entry of an item's review history; a null verdict takes the decision back. */
export const reviewEntrySchema = reviewSchema
  .extend({ verdict: reviewSchema.shape.verdict.nullable() })
  .meta({ id: "ReviewEntry" });
export type ReviewEntry = z.infer<typeof reviewEntrySchema>;

const optionalText = (maxLength: number) =>
  z
    .string()
    .trim()
    .max(maxLength)
    .nullish()
    .transform((text) => (text === "" ? null : (text ?? null)));

/** A decision as a caller sends it; who and when is known to the server. */
export const decisionSchema = z.object({
  verdict: reviewEntrySchema.shape.verdict,
  reason: optionalText(REASON_MAX_LENGTH),
  note: optionalText(NOTE_MAX_LENGTH),
});
export type Decision = z.infer<typeof decisionSchema>;

/** `version` is the number of entries in the item's history. */
export const reviewResponseSchema = z
  .object({ review: reviewSchema.nullable(), effective: verdictSchema, version: z.int().min(0) })
  .meta({ id: "Reviewed" });
export type ReviewResponse = z.infer<typeof reviewResponseSchema>;

export const reviewHistorySchema = z.array(reviewEntrySchema);

export const bulkReviewRequestSchema = z.object({
  /** All conditions apply; without any, every item with a result matches. */
  filter: z.object({
    /** The machine's verdict. */
    verdict: z.enum(VERDICTS).optional(),
    effective: z.enum(VERDICTS).optional(),
    min_confidence: z.number().min(0).max(1).optional(),
    max_confidence: z.number().min(0).max(1).optional(),
    seqs: z.array(z.int().min(0)).max(BULK_REVIEWS_MAX).optional(),
    reviewed: z.boolean().optional(),
  }),
  decision: decisionSchema,
  /** Counts and changes nothing. */
  dry_run: z.boolean().default(false),
});
export type BulkReviewRequest = z.infer<typeof bulkReviewRequestSchema>;

export const bulkReviewResponseSchema = z
  .object({ matched: z.int().min(0), changed: z.int().min(0) })
  .meta({ id: "BulkReviewed" });

/** `sample` is the random spot check: the machine's wrong verdicts in it, and the 95 % interval of their rate. */
export const reviewSummarySchema = z
  .object({
    batch_id: batchIdSchema,
    reviewed: z.int().min(0),
    agreed: z.int().min(0),
    overridden: z.int().min(0),
    remaining: z.int().min(0),
    sample: z.object({
      size: z.int().min(0),
      wrong: z.int().min(0),
      error_rate: z.number().nullable(),
      low: z.number().nullable(),
      high: z.number().nullable(),
    }),
  })
  .meta({ id: "ReviewSummary" });
export type ReviewSummary = z.infer<typeof reviewSummarySchema>;

/** The verdict that counts: of the review, or else of the machine. */
export const effectiveOf = (result: { Is_Valid: Verdict }, review: Review | null): Verdict =>
  review?.verdict ?? result.Is_Valid;

/** The decision that an entry stands for. */
export const reviewOf = (entry: ReviewEntry | undefined): Review | null =>
  entry === undefined || entry.verdict === null ? null : { ...entry, verdict: entry.verdict };

interface Doubtful {
  Is_Valid: Verdict;
  Confidence: number | null;
  Closest_Match: z.infer<typeof closestMatchSchema> | null;
}

/** The confidence that a result was decided by: of the logo that was found, or of the closest match. */
export const confidenceOf = ({ Confidence, Closest_Match }: Omit<Doubtful, "Is_Valid">): number | null =>
  Confidence ?? Closest_Match?.confidence ?? null;

/** What older results, which do not record their threshold, are compared with. */
const UNKNOWN_THRESHOLD = 0.5;
const CANNOT_TELL: ReadonlySet<string | undefined> = new Set(["too_small", "too_blurred"]);

/**
 * How certain a result is; the least certain is to be looked at first. -1 where the machine could not tell, otherwise
 * the distance from the threshold. An image with nothing like the logo is as certain as one can be.
 */
export function certaintyOf(result: Doubtful, threshold: number | null): number {
  const isUnclear = result.Is_Valid === "Invalid" && CANNOT_TELL.has(result.Closest_Match?.reason);
  if (result.Is_Valid === "Error" || isUnclear) return -1;
  return Math.abs((confidenceOf(result) ?? 0) - (threshold ?? UNKNOWN_THRESHOLD));
}
