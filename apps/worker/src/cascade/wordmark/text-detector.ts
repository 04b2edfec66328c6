import { resizePixels } from "../../decode/pixels.ts";
import type { Pixels } from "../../decode/pixels.ts";
import { openSession } from "../../onnx/session.ts";
import { detectorFile } from "./ocr-models.ts";
import { scaledBox } from "../text-line/rotated-box.ts";
import { bgrTensor } from "../text-line/bgr-tensor.ts";
import { textRegions } from "./text-regions.ts";
import type { RegionOptions, TextRegion } from "./text-regions.ts";

// PP-OCR's detector is trained with the statistics of ImageNet, applied in the order blue, green, red.
const NORMALISATION = { mean: [0.406, 0.456, 0.485], deviation: [0.225, 0.224, 0.229] } as const;
/** The network halves the resolution five times: sides must be multiples of this. */
const STRIDE = 32;
/** Enlarging a picture further adds nothing that the network can use. */
const MAX_ENLARGEMENT = 1.5;
/** Bounds the longer side of a panorama. */
const MAX_SIDE_PX = 4096;

type Size = Pick<Pixels, "width" | "height">;

export interface TextDetector {
  /** Finds text in the picture, scaled to `size` for the network. Boxes are in pixels of `pixels`. */
  find(pixels: Pixels, size: Size): Promise<TextRegion[]>;
  close(): Promise<void>;
}

/** @throws {Error} when the model cannot be loaded */
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
 * The input size for a picture: the area of a square with this side, so that a banner costs what a square picture
 * costs and keeps its small print. Both sides are rounded to the network's stride; the slight distortion does not
 * matter to it.
 *
 * @param side in pixels
 */
export function inputSize({ width, height }: Size, side: number): Size {
  const scale = Math.min(side / Math.sqrt(width * height), MAX_ENLARGEMENT, MAX_SIDE_PX / Math.max(width, height));
  const rounded = (length: number): number => Math.max(STRIDE, Math.round((length * scale) / STRIDE) * STRIDE);
  return { width: rounded(width), height: rounded(height) };
}
