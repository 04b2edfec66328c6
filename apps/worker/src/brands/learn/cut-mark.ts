import { join } from "node:path";
import type { BoundingBox } from "@symphony/contract";
import { sharp } from "../../decode/libvips.ts";
import type { DecodedImage } from "../../decode/pixels.ts";
import { scaledRegion } from "../../evidence/mark-region.ts";
import type { CutMark, LessonImage } from "./lesson.ts";

/** Long side of artwork as it is kept. */
const KEPT_MAX_SIDE_PX = 1_024;

/** Cuts a mark out of an image, as a PNG in a folder. */
export async function cutMark(
  { pixels }: DecodedImage,
  { x1, y1, x2, y2 }: BoundingBox,
  original: Pick<LessonImage, "width" | "height">,
  dir: string,
  file: string,
): Promise<CutMark> {
  const region = scaledRegion({ left: x1, top: y1, width: x2 - x1, height: y2 - y1 }, original, pixels);
  const raw = { width: pixels.width, height: pixels.height, channels: 3 } as const;
  const { width, height } = await sharp(pixels.data, { raw })
    .extract(region)
    .resize(KEPT_MAX_SIDE_PX, KEPT_MAX_SIDE_PX, { fit: "inside", withoutEnlargement: true })
    .png()
    .toFile(join(dir, file));
  return { file, width, height };
}
