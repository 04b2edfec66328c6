import { z } from "zod";
import { boundingBoxSchema, MARK_VARIANTS } from "../mark.ts";

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

/** Other brands that a rule may name: each costs a cascade for each image. */
const FORBIDDEN_MAX = 7;

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
    /** Degrees that the mark may be turned, to either side. */
    max_turn: z.number().min(0).max(180).optional(),
    /** How much longer it may be in one direction than in another, beside its artwork: 1.1 allows a tenth. */
    max_stretch: z.number().min(1).max(10).optional(),
    /** A mark that is turned over, as in a mirror, is found too, and breaks the rule. */
    not_mirrored: z.literal(true).optional(),
    variants: z.array(z.enum(MARK_VARIANTS)).min(1).optional(),
    /** Other brands, whose marks may not be in the picture. */
    must_not_show: z.array(z.string().trim().min(1).max(100)).min(1).max(FORBIDDEN_MAX).optional(),
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
  "max_turn",
  "max_stretch",
  "not_mirrored",
  "variants",
  "must_not_show",
] as const;
export type ViolatedRule = (typeof VIOLATED_RULES)[number];

/** A rule that an image does not keep, and where; what a newer version checks is kept as it is. */
export const violationSchema = z.object({
  brand: z.string(),
  rule: z.string().meta({ description: `One of ${VIOLATED_RULES.join(", ")}.` }),
  /** The mark that it is about; null where it is about their number. */
  box: boundingBoxSchema.nullable(),
  /** What was measured, in the unit of the rule; null where it is no number. */
  measured: z.number().nullable(),
  /** What was found instead: variants, or another brand. */
  found: z.string().optional(),
});
export type Violation = z.infer<typeof violationSchema>;
