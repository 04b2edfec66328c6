import { z } from "zod";

/** Schemas of keys that several stage types have in cascade.json. */

const SIDE_PX_MAX = 4096;

export const fraction = z.number().min(0).max(1);
/** A side of a picture in pixels. */
export const side = z.int().min(32).max(SIDE_PX_MAX);

export const commonKeys = {
  name: z.string().regex(/^[\w.-]{1,64}$/, "must be 1 to 64 letters, digits, '.', '_' or '-'"),
  threshold: fraction,
  /** Smaller pictures, in megapixels of the original, are left to the other stages. */
  min_megapixels: z.number().min(0).optional(),
  /** For readers only: where the model comes from, and its licence. */
  origin: z.string().optional(),
  /** For readers only: what was measured, and on what. */
  accuracy: z.string().optional(),
};

/** A path below the models folder: relative, and without a way out of it. */
export const modelFile = z
  .string()
  .min(1)
  .refine((path) => !/^([/\\]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)/.test(path), "must be a path below the models folder");

/** Checked when it is given; every stage that ships has it. */
export const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/i, "must be 64 hexadecimal digits")
  .optional();

/** The brand's names, as they are read. */
export const words = z
  .array(z.string().regex(/^[\p{L}\p{N} ]{2,40}$/u, "must be 2 to 40 letters, digits or spaces"))
  .min(1)
  .max(16);
