import { join } from "node:path";
import type { DecodedImage } from "../../../decode/pixels.ts";
import type { Samples } from "../geometry/field.ts";
import { loadArtwork } from "../load-artwork.ts";
import { distractorOf } from "./distractor.ts";
import { seededRandom } from "./random.ts";
import { renderPicture } from "./render-picture.ts";

/** Long sides of marks, in pixels of a picture of 480 x 360. */
const SIZES_PX = [24, 40, 64, 100, 160, 240, 320] as const;
const PICTURES_DEFAULT = 12;
const TIME_LIMIT_MS_DEFAULT = 180_000;
const SEED = 1;

export interface EstimateOptions {
  /** Long sides of the marks that are drawn. Default: `SIZES_PX`. */
  sizesPx?: readonly number[];
  /** Pictures of each size; as many without the mark as with it are drawn. */
  picturesPerSize?: number;
  /** No further picture begins after this. The estimate then says less, and how many pictures it is from. */
  timeLimitMs?: number;
  seed?: number;
  /** Grounds of 480 x 360 pixels, used in turn with drawn ones. */
  photos?: readonly Samples[];
}

export interface SizeEstimate {
  long_px: number;
  pictures: number;
  found: number;
  /** Pictures of the same size that show another mark, made of parts of this one; those that were accepted. */
  others: number;
  false_alarms: number;
}

/** What a cascade needs for an estimate; `classify` is that of `openCascade`. */
export interface Estimated {
  classify(image: DecodedImage): Promise<{ verdict: "Valid" | "Invalid" }>;
}

/**
 * What a cascade is expected to find, by the size of the mark: pictures are drawn from its artwork, with the mark and with
 * others that are made of its parts. The same seed gives the same pictures. Real photos are harder.
 *
 * @param folder the one of cascade.json
 * @param files artwork in it
 */
export async function estimateCascade(
  cascade: Estimated,
  folder: string,
  files: readonly string[],
  options: EstimateOptions = {},
): Promise<SizeEstimate[]> {
  const { picturesPerSize = PICTURES_DEFAULT, timeLimitMs = TIME_LIMIT_MS_DEFAULT, seed = SEED } = options;
  const { photos = [], sizesPx = SIZES_PX } = options;
  const random = seededRandom(seed);
  const marks = await Promise.all(files.map((file) => loadArtwork(join(folder, file), file)));
  const rows: SizeEstimate[] = sizesPx.map((long_px) => ({
    long_px,
    pictures: 0,
    found: 0,
    others: 0,
    false_alarms: 0,
  }));
  const isFound = async (image: DecodedImage): Promise<number> =>
    (await cascade.classify(image)).verdict === "Valid" ? 1 : 0;
  const end = performance.now() + timeLimitMs;
  for (let picture = 0; picture < picturesPerSize; picture += 1)
    for (const row of rows) {
      if (performance.now() > end) return rows;
      const mark = marks[picture % marks.length]!;
      const photo = picture % 2 === 1 ? photos[(picture >> 1) % Math.max(1, photos.length)] : undefined;
      row.found += await isFound(renderPicture(mark, row.long_px, random, photo));
      row.pictures += 1;
      row.false_alarms += await isFound(renderPicture(distractorOf(mark, random), row.long_px, random, photo));
      row.others += 1;
    }
  return rows;
}
