import { z } from "zod";
import { batchIdSchema } from "./ids.ts";

/** Images that may be accepted wrongly, as a share of those accepted. */
export const WRONGLY_ACCEPTED_MAX = 0.01;

/** A share with its 95 % interval; null where there is nothing to count. */
const rateSchema = z.object({
  rate: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Images that it is counted from. */
  of: z.int().min(0),
});
export type Rate = z.infer<typeof rateSchema>;

/** How far the confidences of a batch can be trusted, by the images that people reviewed. */
export const calibrationSchema = z
  .object({
    batch_id: batchIdSchema,
    /** Images that count: reviewed, and no errors. */
    reviewed: z.int().min(0),
    /** Of the images with such a confidence, how many are valid. */
    reliability: z.array(z.object({ from: z.number(), to: z.number(), valid: rateSchema })),
    thresholds: z.array(z.object({ threshold: z.number(), precision: rateSchema, recall: rateSchema })),
    /** The lowest threshold at which no more than 1 % of the accepted images are wrong; null where none is so good. */
    recommended: z
      .object({
        threshold: z.number(),
        wrongly_accepted: rateSchema,
        /** Further reviews of accepted images, all of them right, until the interval is below 1 % too. */
        reviews_until_certain: z.int().min(0),
      })
      .nullable(),
  })
  .meta({ id: "Calibration" });
export type Calibration = z.infer<typeof calibrationSchema>;
