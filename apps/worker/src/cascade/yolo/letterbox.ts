import type { Box } from "../stage.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

const STRIDE = 32;

/** Where a picture lies inside a model's input, in input pixels. */
export interface Placement {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Breadth of the white margin around the picture. */
  readonly margin: number;
  /** Input pixels for one of the picture's, across and down; they differ by rounding only. */
  readonly scaleX: number;
  readonly scaleY: number;
}

/**
 * Fits a picture and a margin around it into the input, centred, proportions kept ("letterbox", as in
 * Ultralytics' YOLO). `margin` is in the picture's own pixels.
 */
export function letterbox(picture: Size, input: Size, margin: number): Placement {
  const scale = Math.min(input.width / (picture.width + 2 * margin), input.height / (picture.height + 2 * margin));
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
 * The smallest input that a picture with its margin needs within `largest`, for models of free size: no time is
 * spent on grey. Detectors halve their picture five times, so sides are multiples of 32 (unless `largest` is not).
 */
export function tightInput(picture: Size, largest: Size, margin: number): Size {
  const [width, height] = [picture.width + 2 * margin, picture.height + 2 * margin];
  const scale = Math.min(largest.width / width, largest.height / height);
  const needed = (length: number, most: number): number => Math.min(most, Math.ceil((length * scale) / STRIDE) * STRIDE);
  return { width: needed(width, largest.width), height: needed(height, largest.height) };
}

/** From input pixels back to the picture's. */
export function boxInPicture({ x1, y1, x2, y2 }: Box, { left, top, scaleX, scaleY }: Placement): Box {
  return {
    x1: (x1 - left) / scaleX,
    y1: (y1 - top) / scaleY,
    x2: (x2 - left) / scaleX,
    y2: (y2 - top) / scaleY,
  };
}
