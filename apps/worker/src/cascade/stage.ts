import type { DecodedImage } from "../decode/pixels.ts";

/** A rectangle in pixels of the upright original, not yet rounded or clipped. */
export interface Box {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}

/** A place where the logo may be. */
export interface Finding {
  box: Box;
  /** 0..1, comparable with the stage's threshold. */
  confidence: number;
}

/**
 * One way to look for the logo.
 *
 * - `find` MUST give its findings best first, those below the threshold too, and MUST NOT give more than a few.
 * - `find` MAY stop looking as soon as one finding reaches the threshold it is given.
 * - `find` MUST throw when it could not look: "not found" is a statement about the image.
 * - `find` MUST bear being called again before it has answered.
 */
export interface Stage {
  name: string;
  threshold: number;
  /** The long side, in pixels, beyond which more pixels do not help this stage. */
  longestSide: number;
  /**
   * Whether the logo is not there, so that no later stage need look.
   *
   * @param confidence the highest that this stage or an earlier one gave; 0 when nothing was found
   */
  rulesOut?(image: DecodedImage, confidence: number): boolean;
  /** @param threshold default: the stage's own */
  find(image: DecodedImage, threshold?: number): Promise<Finding[]>;
  close(): Promise<void>;
}
