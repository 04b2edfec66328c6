import { z } from "zod";

/** Integer pixels of the upright original image; `x2` and `y2` are exclusive. */
export const boundingBoxSchema = z.object({
  x1: z.int(),
  y1: z.int(),
  x2: z.int(),
  y2: z.int(),
});
export type BoundingBox = z.infer<typeof boundingBoxSchema>;

/** Looks of a mark that rules may ask for: like its artwork, or in one colour. */
export const MARK_VARIANTS = ["colour", "white", "black"] as const;

/** How a mark is shown beside its artwork; measured by the stage that matches the artwork. */
export const shownSchema = z.object({
  /** Degrees that it is turned clockwise, -180 to 180. */
  turn: z.number(),
  /** Its longest extension divided by its shortest, in every direction: 1 where its proportions are those of the artwork. */
  stretch: z.number(),
  mirrored: z.boolean(),
  /** Of `MARK_VARIANTS`, those that it can be taken for; none where it has other colours. */
  variants: z.array(z.string()),
});
export type Shown = z.infer<typeof shownSchema>;
