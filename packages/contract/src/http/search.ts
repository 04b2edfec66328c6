import { z } from "zod";
import { batchStatusSchema, countsSchema } from "../batch.ts";
import { batchIdSchema } from "../ids.ts";
import { VERDICTS } from "../result.ts";
import { SEARCH_MAX_LENGTH } from "../records/text-lengths.ts";
import { blankAsAbsent, optionalClientId } from "./fields.ts";

/** Batches on one page at most. */
const SEARCH_PAGE_MAX = 100;

const text = z.preprocess(blankAsAbsent, z.string().trim().max(SEARCH_MAX_LENGTH).optional());

const daySchema = z.iso.date();
/** Seconds may be left out. */
const timeSchema = z.union([z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })]);
const isDay = (value: string): boolean => daySchema.safeParse(value).success;

/** A day, or a time in any zone. It becomes one in UTC, because stored times are compared with it as text. */
export const dayOrTimeSchema = z.preprocess(
  blankAsAbsent,
  z
    .string()
    .trim()
    .max(SEARCH_MAX_LENGTH)
    .refine(
      (value) => isDay(value) || timeSchema.safeParse(value).success,
      "Not a day like 2026-10-12, or a time like 2026-10-12T10:00:00Z or 2026-10-12T10:00:00+02:00",
    )
    .transform((value) => (isDay(value) ? value : new Date(value).toISOString()))
    .optional(),
);

/** All conditions apply. `from` and `to` are times or days, like 2026-10-12; a day as `to` counts whole. */
export const searchQuerySchema = z.object({
  query: text.meta({ description: "Part of a title, supplier, note, id or image name, in any case." }),
  supplier: text.meta({ description: "Part of the supplier." }),
  verdict: z.preprocess(blankAsAbsent, z.enum(VERDICTS).optional()).meta({
    description: "Batches that ended with at least one image of this verdict, as the machine has it.",
  }),
  from: dayOrTimeSchema,
  to: dayOrTimeSchema,
  client_id: optionalClientId.meta({
    description: "Whose batches a caller without a name wants to see; callers that may list all get all.",
  }),
  cursor: text,
  limit: z.preprocess(blankAsAbsent, z.coerce.number().int().min(1).max(SEARCH_PAGE_MAX).default(20)),
});
export type SearchQuery = z.infer<typeof searchQuerySchema>;

export const foundBatchSchema = z
  .object({
    batch_id: batchIdSchema,
    title: z.string().nullable(),
    supplier: z.string().nullable(),
    pinned: z.boolean(),
    status: batchStatusSchema,
    counts: countsSchema,
    created_at: z.string(),
    completed_at: z.string().nullable(),
    /** The first image by whose name the batch was found; null where something else matched. */
    matching_name: z.string().nullable(),
  })
  .meta({ id: "FoundBatch" });
export type FoundBatch = z.infer<typeof foundBatchSchema>;

/**
 * Newest first. One call looks through a limited number of names, so that a page may have few batches, or none, and a
 * `next_cursor` all the same; it is null when everything was looked through, up to `searched_to` otherwise.
 */
export const searchPageSchema = z
  .object({
    batches: z.array(foundBatchSchema),
    next_cursor: z.string().nullable(),
    searched_to: z.string().nullable(),
  })
  .meta({ id: "FoundBatches" });
export type SearchPage = z.infer<typeof searchPageSchema>;
