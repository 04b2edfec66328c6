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
  async function likenessOf(pixels: Pixels, view: RotatedBox): Promise<number> {
    const crop = cropLine(pixels, withMargin(view, MARGIN), WIDTH_PX, HEIGHT_PX, SAMPLES);
    const [output] = await session.run((memory) => bgrTensor(crop, FROM_0_TO_1, memory));
    if (output?.data.length !== 1) throw new Error("the classifier's output is not a single number");
    return output.data[0]!;
  }
  try {
    await likenessOf(BLANK, { centre: { x: 0.5, y: 0.5 }, width: 1, height: 1, angle: 0 });
  } catch (error) {
    await session.close();
    throw error;
  }
  return {
    async rank(pixels, views) {
      const ranked: LikelyView[] = [];
      for (const view of views) ranked.push({ view, likeness: await likenessOf(pixels, view) });
      return ranked.sort((a, b) => b.likeness - a.likeness);
    },
    close: () => session.close(),
  };
}

const BLANK: Pixels = { data: new Uint8Array(3), width: 1, height: 1 };
