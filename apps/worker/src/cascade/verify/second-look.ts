import { checkedModelFile } from "../model-file.ts";
import type { Pixels } from "../../decode/pixels.ts";
import type { Box } from "../stage.ts";
import { cropLine } from "../text-line/line-crop.ts";
import type { RotatedBox } from "../text-line/rotated-box.ts";
import { inputTensor } from "../yolo/input-tensor.ts";
import { interpret } from "../yolo/interpret.ts";
import { letterbox } from "../yolo/letterbox.ts";
import { openDetectorModel } from "../yolo/detector-model.ts";
import type { SecondLookConfig } from "./schema.ts";

/** Room around the place, so that the detector sees what the mark stands on: a square of seven stride steps. */
const SIDE_PX = 224;
/** How wide the place is then: a width at which the detector knows marks well, and small ones are enlarged. */
const PLACE_PX = 56;
/** For one pixel along each axis, when wide places are scaled down. */
const SAMPLES = 3;
/** A finding further from the middle, or of another width, in parts of the place's width, is another thing. */
const OFF_CENTRE_MAX = 0.4;
const WIDTHS = { min: 0.5, max: 1.6 } as const;

export interface Glimpse {
  /** The place as the detector sees it now, turned like the view. */
  view: RotatedBox;
  /** The detector's confidence, 0..1. */
  score: number;
}

export interface SecondLook {
  /** What the detector is most certain of in views of one place; nothing when none looks like a mark. */
  best(pixels: Pixels, views: readonly RotatedBox[]): Promise<Glimpse | undefined>;
  close(): Promise<void>;
}

/**
 * Loads a detector that looks at one place again: cut out, turned upright and brought to a width that it knows well.
 *
 * @throws {Error} with the reason, when the model cannot be used
 */
export async function openSecondLook(config: SecondLookConfig, modelsDir: string): Promise<SecondLook> {
  const input = { width: SIDE_PX, height: SIDE_PX };
  const model = await openDetectorModel(await checkedModelFile(modelsDir, config), { input, classes: 1 });
  const format = { ...model.format, ...input };
  const placement = letterbox(input, input, 0);

  async function at(pixels: Pixels, view: RotatedBox): Promise<Glimpse | undefined> {
    const side = (view.width * SIDE_PX) / PLACE_PX;
    const crop = cropLine(pixels, { ...view, width: side, height: side }, SIDE_PX, SIDE_PX, SAMPLES);
    const output = await model.run((memory) => inputTensor(crop, placement, format, memory));
    const found = interpret(output, model.layout, [true], format).find(({ box }) => isThePlace(box));
    return found && { view: placed(found.box, view), score: found.confidence };
  }

  return {
    async best(pixels, views) {
      let best: Glimpse | undefined;
      for (const view of views) {
        const glimpse = await at(pixels, view);
        if (glimpse !== undefined && glimpse.score > (best?.score ?? 0)) best = glimpse;
      }
      return best;
    },
    close: () => model.close(),
  };
}

function isThePlace({ x1, y1, x2, y2 }: Box): boolean {
  const [across, down] = [(x1 + x2 - SIDE_PX) / 2, (y1 + y2 - SIDE_PX) / 2];
  const width = (x2 - x1) / PLACE_PX;
  return Math.hypot(across, down) <= OFF_CENTRE_MAX * PLACE_PX && width >= WIDTHS.min && width <= WIDTHS.max;
}

/** A box of the crop around a view, in the picture. */
function placed({ x1, y1, x2, y2 }: Box, { centre, width, angle }: RotatedBox): RotatedBox {
  const scale = width / PLACE_PX;
  const [across, down] = [((x1 + x2 - SIDE_PX) / 2) * scale, ((y1 + y2 - SIDE_PX) / 2) * scale];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const moved = { x: centre.x + across * cos - down * sin, y: centre.y + across * sin + down * cos };
  return { centre: moved, width: (x2 - x1) * scale, height: (y2 - y1) * scale, angle };
}
