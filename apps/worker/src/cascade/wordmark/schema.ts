import { z } from "zod";
import { commonKeys, fraction, side, words } from "../stage-keys.ts";

/** Half of "symphony" may be misread: the confidence weighs each letter, so more edits do not mean more false alarms. */
const MAX_EDITS_DEFAULT = 4;

export const wordmarkSchema = z.strictObject({
  ...commonKeys,
  type: z.literal("wordmark"),
  words,
  max_edits: z.int().min(0).max(8).default(MAX_EDITS_DEFAULT),
  /** The picture is scaled to the area of a square with this side. Several sides are tried from the first to the last. */
  input_size: z.union([side.transform((one) => [one]), z.array(side).min(1).max(4)]),
  /** How sure the text detector must be, 0..1. */
  box_threshold: fraction.default(0.6),
  /** Boxes read at one size. */
  max_boxes: z.int().min(1).max(500).default(60),
});
export type WordmarkConfig = z.infer<typeof wordmarkSchema>;
