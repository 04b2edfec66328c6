import { resizePixels } from "../../decode/pixels.ts";
import type { Pixels } from "../../decode/pixels.ts";
import { openSession } from "../../inference/session.ts";
import { detectorFile } from "./ocr-models.ts";
import { scaledBox } from "./rotated-box.ts";
import { bgrTensor } from "./tensor.ts";
import { textRegions } from "./text-regions.ts";
import type { RegionOptions, TextRegion } from "./text-regions.ts";

// PP-OCR's detector was trained with ImageNet's statistics, applied in the order blue, green, red.
const NORMALISATION = { mean: [0.406, 0.456, 0.485], deviation: [0.225, 0.224, 0.229] } as const;
/** The network halves its picture five times. */
const STRIDE = 32;
/** Blowing a picture up further shows the network nothing new. */
const MAX_ENLARGEMENT = 1.5;
/** A panorama is looked at smaller, so that no side grows without bound. */
const MAX_SIDE_PX = 4096;

type Size = Pick<Pixels, "width" | "height">;

export interface TextDetector {
  /** Text in the picture, looked at in that size; boxes in the picture's pixels. */
  find(pixels: Pixels, size: Size): Promise<TextRegion[]>;
  close(): Promise<void>;
}

export async function openTextDetector(options: RegionOptions = {}): Promise<TextDetector> {
  const session = await openSession(detectorFile());
  return {
    async find(pixels, { width, height }) {
      const picture = await resizePixels(pixels, width, height);
      const [map] = await session.run((memory) => bgrTensor(picture, NORMALISATION, memory));
      if (!(map?.data instanceof Float32Array)) throw new Error("the text detector gave no map");
      if (map.data.includes(NaN)) throw new Error("the text detector's map holds values that are not numbers");
      const regions = textRegions({ data: map.data, width, height }, options);
      const [sx, sy] = [pixels.width / width, pixels.height / height];
      return regions.map(({ box, score }) => ({ box: scaledBox(box, sx, sy), score }));
    },
    close: () => session.close(),
  };
}

/**
 * The size at which a picture is looked at: as many pixels as a square of that side, so that a banner costs
 * what a square picture costs and keeps its small print. Both sides are rounded to the network's stride; the
 * little stretch does not matter to it.
 */
export function inputSize({ width, height }: Size, side: number): Size {
  const scale = Math.min(side / Math.sqrt(width * height), MAX_ENLARGEMENT, MAX_SIDE_PX / Math.max(width, height));
  const rounded = (length: number): number => Math.max(STRIDE, Math.round((length * scale) / STRIDE) * STRIDE);
  return { width: rounded(width), height: rounded(height) };
}
