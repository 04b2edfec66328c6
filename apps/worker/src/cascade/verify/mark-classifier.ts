import type { Pixels } from "../../decode/pixels.ts";
import { openSession } from "../../onnx/session.ts";
import { checkedModelFile } from "../model-file.ts";
import { bgrTensor } from "../text-line/bgr-tensor.ts";
import { cropLine } from "../text-line/line-crop.ts";
import type { RotatedBox } from "../text-line/rotated-box.ts";
import { withMargin } from "../text-line/margin.ts";
import type { ClassifierConfig } from "./schema.ts";

/** As the classifier is trained (models/training/logotrain/classifier): size of the crop, and room around the mark. */
const [WIDTH_PX, HEIGHT_PX] = [128, 32];
const MARGIN = { across: 0.1, down: 0.25 };
/** For one pixel along each axis, as in training: a mark of any width looks the same then. */
const SAMPLES = 3;
const FROM_0_TO_1 = { mean: [0, 0, 0], deviation: [1, 1, 1] } as const;

/** A view of a proposal and how much it looks like the mark. */
export interface LikelyView {
  view: RotatedBox;
  /** Logarithm of the odds. */
  likeness: number;
}

export interface MarkClassifier {
  /** How much each view looks like the mark, the likeliest first. */
  rank(pixels: Pixels, views: readonly RotatedBox[]): Promise<LikelyView[]>;
  close(): Promise<void>;
}

/**
 * Loads the classifier and warms it up.
 *
 * @throws {Error} with the reason, when it cannot be loaded or does not return one number for a crop
 */
export async function openMarkClassifier(config: ClassifierConfig, modelsDir: string): Promise<MarkClassifier> {
  const session = await openSession(await checkedModelFile(modelsDir, config));
  async function likenessOf(crop: Pixels): Promise<number> {
    const [output] = await session.run((memory) => bgrTensor(crop, FROM_0_TO_1, memory));
    if (output?.data.length !== 1) throw new Error("the classifier's output is not a single number");
    if (Number.isNaN(output.data[0])) throw new Error("the classifier's output is not a number");
    return output.data[0]!;
  }
  try {
    await likenessOf(BLANK);
  } catch (error) {
    await session.close();
    throw error;
  }
  return {
    async rank(pixels, views) {
      const crops = cropsOf(pixels, views);
      const ranked: LikelyView[] = [];
      for (const [at, view] of views.entries()) ranked.push({ view, likeness: await likenessOf(crops[at]!) });
      return ranked.sort((a, b) => b.likeness - a.likeness);
    },
    close: () => session.close(),
  };
}

const BLANK: Pixels = { data: new Uint8Array(3 * WIDTH_PX * HEIGHT_PX), width: WIDTH_PX, height: HEIGHT_PX };

/** Each view cut out and upright. Many are others upside down, which need not be cut out again. */
function cropsOf(pixels: Pixels, views: readonly RotatedBox[]): Pixels[] {
  const crops: Pixels[] = [];
  for (const view of views) {
    const opposite = crops[views.findIndex((other) => areOpposite(view, other))];
    const cutOut = (): Pixels => cropLine(pixels, withMargin(view, MARGIN), WIDTH_PX, HEIGHT_PX, SAMPLES);
    crops.push(opposite === undefined ? cutOut() : upsideDown(opposite));
  }
  return crops;
}

function areOpposite(one: RotatedBox, other: RotatedBox): boolean {
  const halfTurn = Math.abs(Math.abs(one.angle - other.angle) - Math.PI) < 1e-9;
  return halfTurn && one.width === other.width && one.height === other.height;
}

function upsideDown({ data, width, height }: Pixels): Pixels {
  const turned = new Uint8Array(data.length);
  for (let from = 0, to = data.length - 3; to >= 0; from += 3, to -= 3) {
    turned[to] = data[from]!;
    turned[to + 1] = data[from + 1]!;
    turned[to + 2] = data[from + 2]!;
  }
  return { data: turned, width, height };
}
