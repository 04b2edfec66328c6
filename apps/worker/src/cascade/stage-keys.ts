import { z } from "zod";

/** Schemas of keys that several stage types have in cascade.json. */

const SIDE_PX_MAX = 4096;

export const fraction = z.number().min(0).max(1);
/** A side of a picture in pixels. */
export const side = z.int().min(32).max(SIDE_PX_MAX);

export const commonKeys = {
  name: z.string().regex(/^[\w.-]{1,64}$/, "must be 1 to 64 letters, digits, '.', '_' or '-'"),
  threshold: fraction,
  /** For readers only: where the model comes from, and its licence. */
  origin: z.string().optional(),
  /** For readers only: what was measured, and on what. */
  accuracy: z.string().optional(),
};
