import { z } from "zod";
import { blankAsAbsent, page } from "./http/fields.ts";
import { batchIdSchema } from "./ids.ts";
import { verdictSchema } from "./result.ts";

/**
 * What became of an image since the other batch, by the verdicts that count: `fixed` is valid now, `broken` no longer
 * is, `changed` has another file or failed otherwise, `new` and `missing` are in one of the two only.
 */
export const COMPARE_KINDS = ["fixed", "broken", "changed", "same", "new", "missing"] as const;
export type CompareKind = (typeof COMPARE_KINDS)[number];

export const compareQuerySchema = z.object({
  with: z.string().min(1).meta({ description: "The batch before." }),
  kind: z.preprocess(blankAsAbsent, z.enum(COMPARE_KINDS).optional()),
  ...page,
});
export type CompareQuery = z.infer<typeof compareQuerySchema>;

/** Null where the image is not in that batch. */
export const comparedItemSchema = z.object({
  kind: z.enum(COMPARE_KINDS),
  name: z.string(),
  seq: z.int().nullable(),
  other_seq: z.int().nullable(),
  effective: verdictSchema.nullable(),
  other_effective: verdictSchema.nullable(),
  /** Whether both are the same file; null where that is not known, of URLs for instance. */
  same_content: z.boolean().nullable(),
});
export type ComparedItem = z.infer<typeof comparedItemSchema>;

export const comparisonSchema = z
  .object({
    batch_id: batchIdSchema,
    with: batchIdSchema,
    counts: z.object({
      fixed: z.int(),
      broken: z.int(),
      changed: z.int(),
      same: z.int(),
      new: z.int(),
      missing: z.int(),
    }),
    items: z.array(comparedItemSchema),
    next_cursor: z.int().nullable(),
  })
  .meta({ id: "Comparison" });
export type Comparison = z.infer<typeof comparisonSchema>;

export const duplicatesQuerySchema = z.object({
  alike: z
    .preprocess((value) => value === "1" || value === "true", z.boolean())
    .meta({ description: "1: images that look alike, in place of those that are the same file." }),
  ...page,
});
export type DuplicatesQuery = z.infer<typeof duplicatesQuerySchema>;

/** Images that are the same file, or look alike; then without a digest. Of a large group the first are listed. */
export const duplicatesSchema = z
  .object({
    batch_id: batchIdSchema,
    /** Groups, and images that are copies of an earlier one. */
    groups: z.int(),
    copies: z.int(),
    items: z.array(
      z.object({
        sha256: z.string().nullable(),
        count: z.int(),
        images: z.array(z.object({ seq: z.int(), name: z.string() })),
      }),
    ),
    next_cursor: z.int().nullable(),
  })
  .meta({ id: "Duplicates" });
export type Duplicates = z.infer<typeof duplicatesSchema>;
