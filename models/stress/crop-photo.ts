import type { Pixels } from "../../apps/worker/src/decode/pixels.ts";
import { markCentre, markWidth } from "./marked-photo.ts";
import { scaled } from "./states.ts";
import type { MarkedPhoto } from "./states.ts";

const CLOSE_UP_PX = 1000;

/** A square of at most `side` pixels around the mark. Photos without a mark stay whole. */
export function cropPhoto(photo: MarkedPhoto, side: number): MarkedPhoto {
  const centre = markCentre(photo.corners);
  if (centre === undefined) return photo;
  const { pixels } = photo.image;
  const [width, height] = [Math.min(side, pixels.width), Math.min(side, pixels.height)];
  const left = startOf(centre[0], width, pixels.width);
  const top = startOf(centre[1], height, pixels.height);
  const cropped = cropPixels(pixels, left, top, width, height);
  return {
    image: { width, height, pixels: cropped },
    corners: photo.corners.map(([x, y]) => [x - left, y - top] as const),
  };
}

/** A picture 1000 px wide of which the mark takes this share of the width. Photos without a mark stay whole. */
export async function closeUp(photo: MarkedPhoto, share: number): Promise<MarkedPhoto> {
  if (photo.corners.length === 0) return photo;
  const crop = cropPhoto(photo, Math.round(markWidth(photo.corners) / share));
  return scaled(CLOSE_UP_PX / crop.image.width)(crop);
}

/** Where a window of this length around `middle` begins, so that it lies within the picture. */
export function startOf(middle: number, length: number, total: number): number {
  return Math.round(Math.min(Math.max(0, middle - length / 2), total - length));
}

function cropPixels(source: Pixels, left: number, top: number, width: number, height: number): Pixels {
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row += 1) {
    const from = ((top + row) * source.width + left) * 3;
    data.set(source.data.subarray(from, from + width * 3), row * width * 3);
  }
  return { data, width, height };
}
