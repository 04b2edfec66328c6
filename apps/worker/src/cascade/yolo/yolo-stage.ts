import { resizePixels } from "../../decode/pixels.ts";
import type { DecodedImage, Region } from "../../decode/pixels.ts";
import { checkedModelFile } from "../model-file.ts";
import type { Finding, Stage } from "../stage.ts";
import { openDetectorModel } from "./detector-model.ts";
import type { DetectorModel } from "./detector-model.ts";
import { inputTensor } from "./input-tensor.ts";
import type { InputFormat } from "./input-tensor.ts";
import { interpret } from "./interpret.ts";
import { boxInPicture, letterbox, tightInput } from "./letterbox.ts";
import type { Placement } from "./letterbox.ts";
import type { YoloConfig } from "./schema.ts";
import { suppress } from "../suppress.ts";
import { tileRegions } from "./tiles.ts";

const MAX_FINDINGS = 20;

/**
 * Looks for the logo with an object detector of the YOLO family: in the whole picture first and, when that is not
 * enough and tiles are configured, in parts of it at a larger scale.
 *
 * @throws {Error} with the reason, when the model cannot be used
 */
export async function openYoloStage(config: YoloConfig, modelsDir: string): Promise<Stage> {
  const [height, width] =
    typeof config.input_size === "number" ? [config.input_size, config.input_size] : config.input_size;
  const path = await checkedModelFile(modelsDir, config);
  const { classes, accept = classes, layout } = config;
  const accepted = classes.map((name) => accept.includes(name));
  const model = await openDetectorModel(path, { input: { width, height }, classes: classes.length, layout });

  return {
    name: config.name,
    threshold: config.threshold,
    longestSide: longestSide(model, config),
    rulesOut: (image, confidence) => {
      if (config.reject === undefined || confidence >= config.reject.below) return false;
      const { scaleX } = place(model, config, wholeView(image, config)).placement;
      return (scaleX * image.pixels.width) / image.width >= config.reject.scale;
    },
    async find(image, threshold = config.threshold) {
      let findings: Finding[] = [];
      for (const view of views(image, config)) {
        const found = await findInView(model, config, image, view, accepted);
        findings = suppress([...findings, ...found], config.iou, MAX_FINDINGS);
        if ((findings[0]?.confidence ?? 0) >= threshold) break;
      }
      return findings;
    },
    close: () => model.close(),
  };
}

/** A part of the picture and the white margin around it, both in decoded pixels. */
interface View {
  region: Region;
  margin: number;
}

/** Only the whole picture gets a margin: a tile has neighbours. */
function wholeView({ pixels, width }: DecodedImage, { margin }: YoloConfig): View {
  return {
    region: { left: 0, top: 0, width: pixels.width, height: pixels.height },
    margin: (margin * pixels.width) / width,
  };
}

/** The views in the order they are tried. */
function views(image: DecodedImage, config: YoloConfig): View[] {
  const parts = config.tiles === undefined ? [] : tileRegions(image.pixels, config.tiles);
  return [wholeView(image, config), ...parts.map((region) => ({ region, margin: 0 }))];
}

/** A banner may be longer than a square of the same area. More than twice the side of that square is of no use. */
function longestSide({ format }: DetectorModel, { tiles }: YoloConfig): number {
  return Math.max(format.width, format.height) * (format.freeSize ? 2 : 1) * (tiles?.across ?? 1);
}

/** The size of the model's input for a view, and the place of the view in it. */
function place(
  { format }: DetectorModel,
  { enlarge }: YoloConfig,
  { region, margin }: View,
): { format: InputFormat; placement: Placement } {
  const fitted = format.freeSize ? { ...format, ...tightInput(region, format, margin, enlarge) } : format;
  return { format: fitted, placement: letterbox(region, fitted, margin, format.freeSize ? enlarge : undefined) };
}

/** Prepares the input, runs the model and interprets its output. Findings are in pixels of the upright original. */
async function findInView(
  model: DetectorModel,
  config: YoloConfig,
  image: DecodedImage,
  view: View,
  accepted: readonly boolean[],
): Promise<Finding[]> {
  const { region } = view;
  const { format, placement } = place(model, config, view);
  const picture = await resizePixels(image.pixels, placement.width, placement.height, region);
  const output = await model.run((memory) => inputTensor(picture, placement, format, memory));
  const [scaleX, scaleY] = [image.width / image.pixels.width, image.height / image.pixels.height];
  return interpret(output, model.layout, accepted, format).map(({ box, confidence }) => {
    const { x1, y1, x2, y2 } = boxInPicture(box, placement);
    return {
      confidence,
      box: {
        x1: (x1 + region.left) * scaleX,
        y1: (y1 + region.top) * scaleY,
        x2: (x2 + region.left) * scaleX,
        y2: (y2 + region.top) * scaleY,
      },
    };
  });
}
