import type { ClosestMatch, Shown } from "@symphony/contract";
import type { z } from "zod";
import type { DecodedImage } from "../decode/pixels.ts";

/** A rectangle in pixels of the upright original, not yet rounded or clipped. */
export interface Box {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}

export const longSide = ({ x1, y1, x2, y2 }: Box): number => Math.max(x2 - x1, y2 - y1);

/** A place where the logo may be. */
export interface Finding {
  box: Box;
  /** 0..1, comparable with the stage's threshold. */
  confidence: number;
  /** Why a closer look at this place did not find the logo. */
  reason?: ClosestMatch["reason"];
  /** How the mark is shown there, where the stage can tell. */
  shown?: Shown;
}

/**
 * One way to look for the logo.
 *
 * - `find` MUST return its findings best first, including those below the threshold, and MUST NOT return more than a few.
 * - `find` MAY stop as soon as one finding reaches the threshold it is given.
 * - `find` MUST throw when it fails: "not found" is a statement about the image.
 * - `find` MUST accept further calls before the first one has returned.
 */
export interface Stage {
  name: string;
  threshold: number;
  /** Whether the stage examines what earlier stages propose: they then decide alone at their own threshold only. */
  verifies?: boolean;
  /** The long side, in pixels, beyond which more pixels do not help this stage. */
  longestSide: number;
  /**
   * Whether the logo is certainly not there, so that no later stage needs to run.
   *
   * @param confidence the highest of this stage and the earlier ones; 0 when nothing was found
   */
  rulesOut?(image: DecodedImage, confidence: number): boolean;
  /**
   * @param threshold default: the stage's own
   * @param proposals what earlier stages found, best first; places found by several of them appear once
   */
  find(image: DecodedImage, threshold?: number, proposals?: readonly Finding[]): Promise<Finding[]>;
  close(): Promise<void>;
}

/** The keys that every stage has in cascade.json. */
export interface StageConfig {
  name: string;
  type: string;
  threshold: number;
  min_megapixels?: number | undefined;
}

export type StageSchema = z.ZodObject<{
  name: z.ZodType<string>;
  type: z.ZodLiteral<string>;
  threshold: z.ZodType<number>;
  min_megapixels: z.ZodOptional<z.ZodNumber>;
}>;

/** What a stage folder exports to the registry. */
export interface StageType<Schema extends StageSchema = StageSchema> {
  /** The value of `type` in cascade.json. */
  type: string;
  /** All keys of such a stage in cascade.json, `type` included. */
  schema: Schema;
  /**
   * Loads the models.
   *
   * @param modelsDir the folder that paths in `config` are relative to
   * @throws {Error} with the reason, when a model cannot be used
   */
  open(config: z.infer<Schema>, modelsDir: string): Promise<Stage>;
}
