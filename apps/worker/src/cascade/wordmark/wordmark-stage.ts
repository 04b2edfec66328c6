import { overlap } from "@symphony/contract";
import type { DecodedImage, Pixels } from "../../decode/pixels.ts";
import type { Finding, Stage } from "../stage.ts";
import { continuesLine } from "./line-neighbours.ts";
import { WIDE, withMargin } from "../text-line/margin.ts";
import { uprightBounds } from "../text-line/rotated-box.ts";
import type { RotatedBox } from "../text-line/rotated-box.ts";
import type { WordmarkConfig } from "./schema.ts";
import { inputSize, openTextDetector } from "./text-detector.ts";
import { openTextRecogniser } from "./text-recogniser.ts";
import { createWordMatcher } from "./word-matcher.ts";

const MAX_FINDINGS = 20;
/** Lowers the confidence of a name within a longer line of text: it is a mention, not a mark. */
const MENTION_FACTOR = 0.3;
/** The smallest factor between two sizes that are tried: a slightly larger one finds the same text again. */
const MIN_GROWTH = 1.2;

/**
 * Reads the text in the picture and looks for the brand's name, at increasing sizes until it is found.
 *
 * @throws {Error} when a model cannot be loaded
 */
export async function openWordmarkStage(config: WordmarkConfig): Promise<Stage> {
  const recogniser = await openTextRecogniser();
  const detector = await openTextDetector({ boxThreshold: config.box_threshold });
  const matcher = createWordMatcher(config.words, config.max_edits, recogniser.characters);

  /** What may be the name is read again with room around it: the text detector cuts close. */
  async function matchAt(pixels: Pixels, box: RotatedBox, threshold: number): Promise<number> {
    const read = async (each: RotatedBox): Promise<number> =>
      Math.max(...(await recogniser.read(pixels, each)).map((line) => matcher.match(line)));
    const match = await read(box);
    return match === 0 || match >= threshold ? match : Math.max(match, await read(withMargin(box, WIDE)));
  }

  /** Reads the text found at one size. `rejected` collects boxes without a match, which are not read again. */
  async function findAtSize(
    pixels: Pixels,
    size: Pick<Pixels, "width" | "height">,
    threshold: number,
    rejected: RotatedBox[],
  ): Promise<Found[]> {
    const boxes = (await detector.find(pixels, size)).map(({ box }) => box);
    const fitting = boxes.filter((box) => matcher.fits(box) && !rejected.some((other) => sameBox(box, other)));
    const found: Found[] = [];
    for (const box of fitting.slice(0, config.max_boxes)) {
      const match = await matchAt(pixels, box, threshold);
      if (match === 0) rejected.push(box);
      else
        found.push({
          box,
          confidence: match * (boxes.some((other) => continuesLine(box, other)) ? MENTION_FACTOR : 1),
        });
    }
    return found.sort((a, b) => b.confidence - a.confidence).slice(0, MAX_FINDINGS);
  }

  return {
    name: config.name,
    threshold: config.threshold,
    longestSide: 2 * Math.max(...config.input_size),
    async find(image, threshold = config.threshold) {
      const found: Found[] = [];
      const rejected: RotatedBox[] = [];
      for (const size of sizes(image.pixels, config.input_size)) {
        found.push(...(await findAtSize(image.pixels, size, threshold, rejected)));
        if (found.some(({ confidence }) => confidence >= threshold)) break;
      }
      return found.map((one) => toOriginal(one, image)).sort((a, b) => b.confidence - a.confidence);
    },
    close: async () => void (await Promise.all([detector.close(), recogniser.close()])),
  };
}

interface Found {
  box: RotatedBox;
  confidence: number;
}

/** The input sizes for a picture. A small picture has fewer, because it is not enlarged without limit. */
function sizes(pixels: Pixels, sides: readonly number[]): Pick<Pixels, "width" | "height">[] {
  const kept: Pick<Pixels, "width" | "height">[] = [];
  for (const size of sides.map((side) => inputSize(pixels, side))) {
    const last = kept.at(-1);
    if (last === undefined || size.width * size.height > MIN_GROWTH ** 2 * last.width * last.height) kept.push(size);
  }
  return kept;
}

const sameBox = (a: RotatedBox, b: RotatedBox): boolean => overlap(uprightBounds(a), uprightBounds(b)) > 0.5;

function toOriginal({ box, confidence }: Found, { width, height, pixels }: DecodedImage): Finding {
  const { x1, y1, x2, y2 } = uprightBounds(box);
  const [sx, sy] = [width / pixels.width, height / pixels.height];
  return { confidence, box: { x1: x1 * sx, y1: y1 * sy, x2: x2 * sx, y2: y2 * sy } };
}
