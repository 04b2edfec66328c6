import { readFile } from "node:fs/promises";
import type { BoundingBox } from "@symphony/contract";
import { sharp } from "../decode/libvips.ts";
import type { DecodedImage, Region } from "../decode/pixels.ts";
import { groundOf } from "../decode/transparency.ts";
import type { Ground } from "../decode/transparency.ts";
import { markBoxes } from "./mark-boxes.ts";
import type { FoundBoxes } from "./mark-boxes.ts";
import { markRegion, scaledRegion } from "./mark-region.ts";

/** The pixels of an image around one box. */
export interface Mark {
  box: BoundingBox;
  jpeg: Uint8Array;
}

/** Marks with more pixels are scaled down: they can be read all the same, and one may fill a photo of 100 megapixels. */
const MARK_MAX_SIDE_PX = 1024;
/** All marks of an image together. */
const MARKS_MAX_BYTES = 2 * 1024 * 1024;
/** Marks that are read from the file where it was decoded smaller: each costs another decoding. */
const MARKS_FROM_FILE_MAX = 3;
/** Hard to tell from the pixels themselves, in a quarter of the bytes and a third of the time of PNG or less. */
const JPEG = { quality: 95, chromaSubsampling: "4:4:4", optimizeCoding: false } as const;

/** The original's own pixels around everything that was found, the most important first. */
export async function makeMarks(path: string, image: DecodedImage, found: FoundBoxes): Promise<Mark[]> {
  const boxes = markBoxes(found);
  const isWhole = image.pixels.width === image.width && image.pixels.height === image.height;
  const file = isWhole || image.pixelsOnly || boxes.length === 0 ? undefined : await readFile(path);
  const ground = groundOf(image);
  const marks = await Promise.all(
    boxes.map(async (box, rank) => {
      const region = markRegion(box, image);
      const fromFile =
        file === undefined || rank >= MARKS_FROM_FILE_MAX ? undefined : await cropFile(file, region, ground);
      return { box, jpeg: fromFile ?? (await cropPixels(image, region)) };
    }),
  );
  return withinBytes(marks);
}

const encoded = (pipeline: ReturnType<typeof sharp>): Promise<Uint8Array> =>
  pipeline
    .resize({ width: MARK_MAX_SIDE_PX, height: MARK_MAX_SIDE_PX, fit: "inside", withoutEnlargement: true })
    .jpeg(JPEG)
    .toBuffer();

function cropPixels(image: DecodedImage, region: Region): Promise<Uint8Array> {
  const { data, width, height } = image.onDark ?? image.pixels;
  const raw = { width, height, channels: 3 } as const;
  return encoded(sharp(data, { raw, limitInputPixels: false }).extract(scaledRegion(region, image, { width, height })));
}

/** Undefined for a file that only a detour could decode. */
function cropFile(file: Buffer, region: Region, background: Ground): Promise<Uint8Array | undefined> {
  const picture = sharp(file, { limitInputPixels: false, pages: 1 }).autoOrient().extract(region);
  return encoded(picture.flatten({ background }).toColourspace("srgb")).catch(() => undefined);
}

function withinBytes(marks: readonly Mark[]): Mark[] {
  let bytes = 0;
  return marks.filter(({ jpeg }) => (bytes += jpeg.length) <= MARKS_MAX_BYTES);
}
