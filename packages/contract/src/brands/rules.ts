import { z } from "zod";

const box = z.object({ x1: z.int(), y1: z.int(), x2: z.int(), y2: z.int() });

/** The nine parts of a picture where a mark may be, by its centre. */
export const POSITIONS = [
  "top-left",
  "top",
  "top-right",
  "left",
  "center",
  "right",
  "bottom-left",
  "bottom",
  "bottom-right",
] as const;

const share = z.number().min(0).max(1);

/** How a mark has to be shown; what is left out is not checked. */
export const brandRulesSchema = z
  .strictObject({
    min_width_px: z.int().min(1).max(100_000).optional(),
    /** Width of the mark divided by the width of the picture. */
    min_width_share: share.optional(),
    /** Free space around the mark, divided by its height: to the edges of the picture and to other marks. */
    clear_space: z.number().min(0).max(5).optional(),
    positions: z.array(z.enum(POSITIONS)).min(1).optional(),
    min_marks: z.int().min(1).max(100).optional(),
    max_marks: z.int().min(1).max(100).optional(),
  })
  .meta({ id: "BrandRules" });
export type BrandRules = z.infer<typeof brandRulesSchema>;

export const VIOLATED_RULES = [
  "min_width_px",
  "min_width_share",
  "clear_space",
  "positions",
  "min_marks",
  "max_marks",
] as const;
export type ViolatedRule = (typeof VIOLATED_RULES)[number];

/** A rule that an image does not keep, and where; what a newer version checks is kept as it is. */
export const violationSchema = z.object({
  brand: z.string(),
  rule: z.string().meta({ description: `One of ${VIOLATED_RULES.join(", ")}.` }),
  /** The mark that it is about; null where it is about their number. */
  box: box.nullable(),
  /** What was measured, in the unit of the rule; null for a position. */
  measured: z.number().nullable(),
});
export type Violation = z.infer<typeof violationSchema>;
