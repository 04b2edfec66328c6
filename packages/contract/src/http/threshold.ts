import { z } from "zod";
import { batchIdSchema } from "../ids.ts";

export const thresholdRequestSchema = z.object({
  threshold: z.number().min(0).max(1),
  dry_run: z.boolean().default(false).meta({ description: "Counts what would change, and changes nothing." }),
});
export type ThresholdRequest = z.infer<typeof thresholdRequestSchema>;

/** Images that a preview names of each kind. */
export const PREVIEW_IMAGES_MAX = 60;

/** Bars of a preview's histogram. */
export const HISTOGRAM_BARS = 50;

/** What another threshold would change. Reviews stay, whatever the machine says. */
export const thresholdPreviewSchema = z
  .object({
    batch_id: batchIdSchema,
    threshold: z.number(),
    /** The highest threshold that can be used, as images for further inspection are not kept; null: any. */
    threshold_limit: z.number().min(0).max(1).nullable(),
    to_valid: z.int().min(0),
    to_invalid: z.int().min(0),
    /** Images that a further stage would have to inspect: their verdict is not known before. */
    need_inspection: z.int().min(0),
    /** The first images of each kind, those closest to the threshold first. */
    to_valid_seqs: z.array(z.int()),
    to_invalid_seqs: z.array(z.int()),
    /** How many images are valid up to a threshold in each part of the scale, by verdict and by review. */
    histogram: z.array(
      z.object({
        from: z.number(),
        to: z.number(),
        valid: z.int().min(0),
        invalid: z.int().min(0),
        reviewed_valid: z.int().min(0),
        reviewed_invalid: z.int().min(0),
      }),
    ),
    /** Images that no threshold makes valid. */
    without_match: z.int().min(0),
  })
  .meta({ id: "ThresholdPreview" });
export type ThresholdPreview = z.infer<typeof thresholdPreviewSchema>;
