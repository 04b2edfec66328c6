import type { Box } from "../stage.ts";

export interface Size {
  width: number;
  height: number;
}

/** Detectors halve their picture five times. */
const STRIDE = 32;

/** Where a picture lies inside a model's input, in input pixels. */
export interface Placement {
  left: number;
  top: number;
  width: number;
  height: number;
  /** Breadth of the white margin around the picture. */
  margin: number;
  /** Input pixels for one of the picture's, across and down; they differ by rounding only. */
  scaleX: number;
  scaleY: number;
}

/**
 * Fits a picture and a margin around it into the input, centred, proportions kept ("letterbox", as in
 * Ultralytics' YOLO). `margin` is in the picture's own pixels; `enlarge` the most that it may be blown up.
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
 * The input that a picture with its margin needs, for models of free size: at most the area of `largest`, blown up
 * by `enlarge` at most, and no more grey than whole strides ask for. Area, so that a banner costs what a square does.
 */
export function tightInput(picture: Size, largest: Size, margin: number, enlarge: number): Size {
  const [width, height] = [picture.width + 2 * margin, picture.height + 2 * margin];
  const scale = Math.min(enlarge, Math.sqrt((largest.width * largest.height) / (width * height)));
  const needed = (length: number): number => Math.max(1, Math.ceil(Math.round(length * scale) / STRIDE)) * STRIDE;
  return { width: needed(width), height: needed(height) };
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
