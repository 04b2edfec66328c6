import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sharp } from "../../decode/libvips.ts";
import { resizePixels } from "../../decode/pixels.ts";
import type { DecodedImage } from "../../decode/pixels.ts";
import type { Finding, Stage, StageType } from "../stage.ts";
import { artworkSchema } from "./schema.ts";
import type { ArtworkConfig } from "./schema.ts";

/** Long side at which pictures are compared, and the widths of the mark that are tried. */
const SIDE_PX = 160;
const WIDTHS_PX = [24, 36, 54, 80];

export const artwork: StageType<typeof artworkSchema> = { type: "artwork", schema: artworkSchema, open };

interface Grey {
  data: readonly number[];
  width: number;
  height: number;
}

async function open({ name, threshold, files }: ArtworkConfig, dir: string): Promise<Stage> {
  const marks = await Promise.all(
    files.flatMap((file) =>
      WIDTHS_PX.map(async (width): Promise<Grey> => {
        const picture = sharp(await readFile(join(dir, file))).flatten({ background: "white" });
        const { data, info } = await picture.resize({ width }).greyscale().raw().toBuffer({ resolveWithObject: true });
        return { data: [...data], width: info.width, height: info.height };
      }),
    ),
  );
  return {
    name,
    threshold,
    longestSide: SIDE_PX,
    async find(image) {
      const { grey, scale } = await shrink(image);
      const found = marks.map((mark) => bestPlace(grey, mark, scale)).filter((each) => each !== undefined);
      return found.toSorted((a, b) => b.confidence - a.confidence).slice(0, 1);
    },
    close: async () => undefined,
  };
}

async function shrink({ pixels, width }: DecodedImage): Promise<{ grey: Grey; scale: number }> {
  const factor = SIDE_PX / Math.max(pixels.width, pixels.height);
  const side = (length: number): number => Math.max(1, Math.round(length * factor));
  const small = await resizePixels(pixels, side(pixels.width), side(pixels.height));
  const data = Array.from({ length: small.width * small.height }, (_, i) => {
    const [red = 0, green = 0, blue = 0] = small.data.subarray(3 * i, 3 * i + 3);
    return 0.3 * red + 0.59 * green + 0.11 * blue;
  });
  return { grey: { data, width: small.width, height: small.height }, scale: width / small.width };
}

/** Normalised correlation at every other place. */
function bestPlace(picture: Grey, mark: Grey, scale: number): Finding | undefined {
  let best: { x: number; y: number; score: number } | undefined;
  for (let y = 0; y + mark.height <= picture.height; y += 2)
    for (let x = 0; x + mark.width <= picture.width; x += 2) {
      const score = correlation(picture, mark, x, y);
      if (best === undefined || score > best.score) best = { x, y, score };
    }
  if (best === undefined) return undefined;
  const { x, y, score } = best;
  const box = { x1: x * scale, y1: y * scale, x2: (x + mark.width) * scale, y2: (y + mark.height) * scale };
  return { box, confidence: Math.max(0, score) };
}

function correlation(picture: Grey, mark: Grey, x: number, y: number): number {
  let [sum, sumMark, squares, squaresMark, products] = [0, 0, 0, 0, 0];
  for (let row = 0; row < mark.height; row += 1)
    for (let column = 0; column < mark.width; column += 1) {
      const a = picture.data[(y + row) * picture.width + x + column]!;
      const b = mark.data[row * mark.width + column]!;
      [sum, sumMark] = [sum + a, sumMark + b];
      [squares, squaresMark, products] = [squares + a * a, squaresMark + b * b, products + a * b];
    }
  const n = mark.width * mark.height;
  const deviation = Math.sqrt((squares - (sum * sum) / n) * (squaresMark - (sumMark * sumMark) / n));
  return deviation < 1 ? 0 : (products - (sum * sumMark) / n) / deviation;
}
