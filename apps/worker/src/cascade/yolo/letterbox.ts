import type { Box } from "../stage.ts";

export interface Size {
  width: number;
  height: number;
}

/** Detectors halve the resolution five times: sides must be multiples of this. */
const STRIDE = 32;

/** Where a picture lies inside a model's input, in input pixels. */
export interface Placement {
  left: number;
  top: number;
  width: number;
  height: number;
  /** Width of the white margin around the picture. */
  margin: number;
  /** Input pixels for each pixel of the picture, across and down. They differ only by rounding. */
  scaleX: number;
  scaleY: number;
}

/**
 * Fits a picture with a margin into the input, centred and with its proportions ("letterbox" as in Ultralytics'
 * YOLO).
 *
 * @param margin in pixels of the picture
 * @param enlarge the largest factor by which the picture may be enlarged
 */
export function letterbox(picture: Size, input: Size, margin: number, enlarge = Infinity): Placement {
  const scale = Math.min(
    enlarge,
    input.width / (picture.width + 2 * margin),
    input.height / (picture.height + 2 * margin),
  );
  const marginPx = Math.round(margin * scale);
  const fit = (length: number, room: number): number =>
    Math.max(1, Math.min(Math.round(length * scale), room - 2 * marginPx));
  const width = fit(picture.width, input.width);
  const height = fit(picture.height, input.height);
  return {
    left: Math.floor((input.width - width) / 2),
    top: Math.floor((input.height - height) / 2),
    width,
    height,
    margin: marginPx,
    scaleX: width / picture.width,
    scaleY: height / picture.height,
  };
}

/**
 * The input size for a picture with its margin, for models of free size: at most the area of `largest`, enlarged at
 * most by `enlarge`, and rounded up to the stride. By area, so that a banner costs what a square picture costs.
 */
export function tightInput(picture: Size, largest: Size, margin: number, enlarge: number): Size {
  const [width, height] = [picture.width + 2 * margin, picture.height + 2 * margin];
  const scale = Math.min(enlarge, Math.sqrt((largest.width * largest.height) / (width * height)));
  const needed = (length: number): number => Math.max(1, Math.ceil(Math.round(length * scale) / STRIDE)) * STRIDE;
  return { width: needed(width), height: needed(height) };
}

/** Converts a box from input pixels to pixels of the picture. */
export function boxInPicture({ x1, y1, x2, y2 }: Box, { left, top, scaleX, scaleY }: Placement): Box {
  return {
    x1: (x1 - left) / scaleX,
    y1: (y1 - top) / scaleY,
    x2: (x2 - left) / scaleX,
    y2: (y2 - top) / scaleY,
  };
}
