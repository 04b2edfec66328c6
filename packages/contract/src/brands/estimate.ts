import { z } from "zod";

/** Pictures that were drawn with the mark at one size, and as many with marks that are made of its parts. */
const sizeEstimateSchema = z.object({
  /** Long side of the mark, in pixels of a picture of 480 x 360. */
  long_px: z.int().min(1),
  pictures: z.int().min(0),
  found: z.int().min(0),
  others: z.int().min(0),
  /** Of the others, those that were taken for the mark. */
  false_alarms: z.int().min(0),
});

/** What a version of a brand is expected to find, from pictures that are drawn of its artwork. Photos are harder. */
export const brandEstimateSchema = z
  .object({
    version: z.int().min(1),
    made_at: z.string(),
    sizes: z.array(sizeEstimateSchema),
    /** Why there is none. */
    failed: z.string().optional(),
  })
  .meta({ id: "BrandEstimate" });
export type BrandEstimate = z.infer<typeof brandEstimateSchema>;
