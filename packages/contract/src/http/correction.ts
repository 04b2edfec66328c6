import { z } from "zod";
import { skippedSchema } from "./fields.ts";
import { listedResultSchema } from "./results.ts";
import { batchIdSchema } from "../ids.ts";

/** The text fields beside the corrected files. */
export const correctionFieldsSchema = z.object({
  seqs: z
    .string()
    .trim()
    .regex(/^(?:\d{1,9}(?:\s*,\s*\d{1,9})*)?$/, "numbers of images, with commas between them")
    .transform((text) => (text === "" ? [] : text.split(",").map(Number)))
    .default([])
    .meta({ description: "The numbers of the images that the files replace, in their order; without them by name." }),
});

/** `corrected` are the images that are checked again, in `run`; what was sent and not used is `skipped`. */
export const correctionResponseSchema = z
  .object({
    batch_id: batchIdSchema,
    run: z.int().min(1),
    message: z.string(),
    corrected: z.array(z.object({ seq: z.int(), name: z.string(), file: z.string() })),
    skipped: z.array(skippedSchema),
    skipped_count: z.int().min(0),
  })
  .meta({ id: "Corrected" });
export type CorrectionResponse = z.infer<typeof correctionResponseSchema>;

/** The files that an image has had, oldest first, and what counted of each last. `corrected_in` 0: as first sent. */
export const itemHistorySchema = z
  .object({
    batch_id: batchIdSchema,
    seq: z.int(),
    name: z.string(),
    files: z.array(
      z.object({ corrected_in: z.int().min(0), sent_at: z.string().nullable(), result: listedResultSchema.nullable() }),
    ),
  })
  .meta({ id: "ItemHistory" });
export type ItemHistory = z.infer<typeof itemHistorySchema>;

/** Which file of an image a picture shows; without it, that of the result which counts. */
export const pictureQuerySchema = z.object({
  corrected_in: z.coerce.number().int().min(0).max(1_000_000).optional().meta({
    description: "The run that a corrected file came with, 0 for the file first sent; without it the newest one.",
  }),
});
export type PictureQuery = z.infer<typeof pictureQuerySchema>;
