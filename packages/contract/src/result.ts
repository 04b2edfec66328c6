import { z } from "zod";
import { violationSchema } from "./brands/rules.ts";
import { boundingBoxSchema, shownSchema } from "./mark.ts";

export const VERDICTS = ["Valid", "Invalid", "Error"] as const;
export const verdictSchema = z.enum(VERDICTS);
export type Verdict = z.infer<typeof verdictSchema>;

/** Why an item ended in `Error`. A closed list: clients may switch over it. */
export const ERROR_CATEGORIES = [
  "empty_file",
  "not_an_image",
  "unsupported_format",
  "corrupt_image",
  "too_many_pixels",
  "file_too_large",
  "file_missing",
  "invalid_url",
  "url_blocked",
  "url_not_found",
  "url_http_error",
  "url_unreachable",
  "url_timeout",
  "url_too_many_redirects",
  "out_of_memory",
  "decoder_crashed",
  "judging_timeout",
  "model_failed",
  "expired",
  "cancelled",
  "internal",
] as const;
export const errorCategorySchema = z.enum(ERROR_CATEGORIES);
export type ErrorCategory = z.infer<typeof errorCategorySchema>;

/** The best box below its stage's threshold. A lower threshold can be applied to it later. */
export const closestMatchSchema = z.object({
  stage: z.string(),
  confidence: z.number(),
  box: boundingBoxSchema,
  /** Why a closer look at this place did not find the logo; "cannot tell" for the first two. */
  reason: z.enum(["too_small", "too_blurred", "unlike"]).optional(),
  /** What it is closest to, where the batch names its brands. */
  brand: z.string().optional(),
});
export type ClosestMatch = z.infer<typeof closestMatchSchema>;

/** A logo that was found. `brand` is null in results of versions that did not record it. */
export const detectionSchema = z.object({
  brand: z.string().nullable(),
  stage: z.string(),
  confidence: z.number().min(0).max(1),
  box: boundingBoxSchema,
  /** Absent where it was not measured. */
  shown: shownSchema.optional(),
});
export type Detection = z.infer<typeof detectionSchema>;

/** What a person decided of an image, beside the machine's verdict. */
export const reviewSchema = z.object({
  verdict: z.enum(["Valid", "Invalid"]),
  reason: z.string().nullable(),
  note: z.string().nullable(),
  by: z.string(),
  at: z.string(),
  /** Where a person sees the mark. */
  box: boundingBoxSchema.optional(),
  by_rule: z.literal(true).optional().meta({
    description:
      "Decided by a rule: nobody looked at this image or a copy of it. A spot check ends here until somebody does.",
  }),
});
export type Review = z.infer<typeof reviewSchema>;

/** The columns of a result that every version has. */
export const resultColumnsSchema = z.object({
  Image_Path_or_URL: z.string(),
  Is_Valid: verdictSchema,
  Confidence: z.number().min(0).max(1).nullable(),
  Detected_By: z.string().nullable(),
  Bounding_Box: boundingBoxSchema.nullable(),
  Error: z.string().nullable(),
  Error_Category: errorCategorySchema.nullable(),
  Processing_Ms: z.int().min(0),
  Attempts: z.int().min(0),
});
export type ResultColumns = z.infer<typeof resultColumnsSchema>;

/** The result of one image, as every client reads it. */
export const resultSchema = resultColumnsSchema
  .extend({
    /** The item's place in upload order. */
    Seq: z.int().min(0),
    /** All logos that were found, the one that decided first. */
    Detections: z.array(detectionSchema),
    Closest_Match: closestMatchSchema.nullable(),
    /** Null where nobody decided. */
    Review: reviewSchema.nullable(),
    /** The verdict that counts: of the review, or else of the machine. */
    Effective: verdictSchema,
    /** The verdict on each brand that the batch names; absent where it names none. */
    Brands: z.record(z.string(), verdictSchema).optional(),
    /** Rules of these brands that the image does not keep; they change no verdict. */
    Violations: z.array(violationSchema).optional(),
  })
  .meta({ id: "Result" });
export type Result = z.infer<typeof resultSchema>;
