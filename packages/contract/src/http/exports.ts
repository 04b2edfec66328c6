import { z } from "zod";
import { URL_MAX_LENGTH } from "../file-names.ts";
import { errorCategorySchema } from "../result.ts";
import { SIZE_CLASSES } from "./facets.ts";
import { blankAsAbsent, flag, reviewFilter, toFlag, verdictFilter } from "./fields.ts";

/** Which results an export has; without a filter all of them. */
export const resultFilterSchema = z.object({
  status: verdictFilter,
  ...reviewFilter,
  category: z.preprocess(blankAsAbsent, errorCategorySchema.optional()),
  search: z
    .preprocess(blankAsAbsent, z.string().max(URL_MAX_LENGTH).optional())
    .meta({ description: "A part of the image's name or URL, in any case." }),
  folder: z
    .preprocess(blankAsAbsent, z.string().max(URL_MAX_LENGTH).optional())
    .meta({ description: "Images in this folder or below it, for instance shelf/left; of URLs the site." }),
  size: z.preprocess(blankAsAbsent, z.enum(SIZE_CLASSES).optional()).meta({
    description: "By megapixels: small up to 0.5, medium up to 2, large up to 12, huge above.",
  }),
  overridden: z
    .preprocess(toFlag, z.boolean().optional())
    .meta({ description: "1: people decided against the machine; 0: they did not." }),
});
export type ResultFilter = z.infer<typeof resultFilterSchema>;

/** How a CSV is written. `skipped` adds a row for each file that was left out, after those of the images. */
export const csvQuerySchema = resultFilterSchema.extend({
  bom: flag.meta({ description: "1: begin with a byte order mark, by which spreadsheets detect UTF-8." }),
  delimiter: z
    .preprocess(
      (value) => (value === "\\t" || value === "tab" ? "\t" : blankAsAbsent(value)),
      z.enum([",", ";", "\t"]).default(","),
    )
    .meta({ description: "A comma, a semicolon or a tab." }),
  skipped: flag.meta({ description: "1: add what was left out, as rows with the verdict Skipped." }),
});
export type CsvQuery = z.infer<typeof csvQuerySchema>;

/** The splits of two datasets with one seed are the same. */
export const datasetQuerySchema = resultFilterSchema.extend({
  format: z.enum(["yolo", "coco"]),
  all: flag.meta({ description: "1: also images that nobody reviewed, with the machine's verdict." }),
  seed: z.preprocess(blankAsAbsent, z.coerce.number().int().min(0).max(1_000_000_000).default(0)).meta({
    description: "Decides which images are for training, validation and test.",
  }),
});
export type DatasetQuery = z.infer<typeof datasetQuerySchema>;
