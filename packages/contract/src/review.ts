import { z } from "zod";
import { batchIdSchema } from "./ids.ts";
import { boundingBoxSchema } from "./mark.ts";
import { NOTE_MAX_LENGTH } from "./records/text-lengths.ts";
import { reviewSchema, verdictSchema, VERDICTS } from "./result.ts";

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

const manyDecisionSchema = z.object({
  verdict: reviewEntrySchema.shape.verdict,
  reason: optionalText(REASON_MAX_LENGTH),
  note: optionalText(NOTE_MAX_LENGTH),
  by_rule: reviewSchema.shape.by_rule,
});

/** A decision as a caller sends it; who and when is known to the server. */
export const decisionSchema = manyDecisionSchema
  .extend({
    box: boundingBoxSchema.optional().meta({
      description: "Where the mark is that the machine did not find, in pixels of the upright original.",
    }),
  })
  .refine(({ verdict, box }) => box === undefined || verdict === "Valid", {
    path: ["box"],
    error: "only an image that is Valid shows the mark",
  })
  .refine(({ box }) => box === undefined || (box.x1 < box.x2 && box.y1 < box.y2), {
    path: ["box"],
    error: "x1 must be less than x2, and y1 less than y2",
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
  decision: manyDecisionSchema,
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
