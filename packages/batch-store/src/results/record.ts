import { z } from "zod";
import { closestMatchSchema, resultSchema } from "@symphony/contract";

/** A result with what only we need: its place in the batch, when it was made, what came close. */
export const resultRecordSchema = z.object({
  seq: z.int().min(0),
  batch_id: z.string(),
  processed_at: z.string(),
  near_miss: closestMatchSchema.nullable(),
  /** The best finding of each stage that looked, in their order; absent in rows of older versions. */
  findings: z.array(closestMatchSchema).optional(),
  /** Stages that were not asked any more, since an earlier one had found enough. */
  stages_left: z.int().min(0).optional(),
  /** The item with the same bytes whose answer this is. */
  same_as: z.object({ batch_id: z.string(), seq: z.int().min(0) }).optional(),
  /** Pixels of the upright original; null when it could not be decoded. */
  image: z.object({ width: z.int(), height: z.int() }).nullable(),
  result: resultSchema,
});

export type ResultRecord = z.infer<typeof resultRecordSchema>;
