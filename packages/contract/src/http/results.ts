import { z } from "zod";
import { batchIdSchema } from "../ids.ts";
import { VERDICTS, closestMatchSchema, resultSchema } from "../result.ts";
import { blankAsAbsent, page, reviewFilter, verdictFilter } from "./fields.ts";

/** The orders of a batch's results. */
export const RESULT_ORDERS = ["upload", "doubt", "random"] as const;

export const resultsQuerySchema = z.object({
  status: verdictFilter,
  ...reviewFilter,
  order: z.preprocess(blankAsAbsent, z.enum(RESULT_ORDERS).default("upload")).meta({
    description:
      "doubt: what the machine could not tell, then what is closest to the threshold, of a finished batch; random: the batch's own random order, for a spot check.",
  }),
  ...page,
});

/** The images of a batch page by page, whether they are checked or not. */
export const itemsQuerySchema = z.object(page);

/** `name` is the name as uploaded, with the path in a folder or zip, or the URL; `next_cursor` is null on the last page. */
export const itemsPageSchema = z
  .object({
    batch_id: batchIdSchema,
    items: z.array(z.object({ seq: z.int(), name: z.string() })),
    next_cursor: z.int().nullable(),
  })
  .meta({ id: "ItemsPage" });

/** A result with what a page needs to show it: its place in upload order, and the size that its box is measured in. */
export const listedResultSchema = resultSchema
  .extend({
    seq: z.int(),
    Image_Width: z.int().nullable(),
    Image_Height: z.int().nullable(),
    /** Pages or frames of a file with several: only the first one was looked at. */
    Image_Pages: z.int().optional(),
    /** The run that a corrected file came with, which this is the result of; absent for the file first sent. */
    Corrected_In: z.int().min(1).optional(),
    near_miss: closestMatchSchema.nullable(),
    /** Of the stage that decided, or of that of the closest match; null where it is not recorded. */
    Threshold: z.number().nullable(),
    /** The newest check of the same bytes in an earlier batch that is still kept, with what counts there now. */
    Checked_Before: z
      .object({ at: z.string(), verdict: z.enum(VERDICTS) })
      .nullable()
      .optional(),
    /** Entries in the item's review history; the `If-Match` of the next one. */
    Review_Version: z.int().min(0),
    /**
     * Set when the image is the same file as an earlier one and has a copy of its result. The earlier image is item
     * `seq` of this batch, or in a batch whose id is kept secret.
     */
    same_as: z
      .object({ batch: z.enum(["this", "earlier"]), seq: z.int().nullable() })
      .nullable()
      .optional(),
  })
  .meta({ id: "ListedResult" });
export type ListedResult = z.infer<typeof listedResultSchema>;

/** `next_cursor` is null on the last page. */
export const resultsPageSchema = z
  .object({
    batch_id: batchIdSchema,
    results: z.array(listedResultSchema),
    next_cursor: z.int().nullable(),
  })
  .meta({ id: "ResultsPage" });
