import { resizePixels } from "../../decode/pixels.ts";
import type { DecodedImage, Pixels } from "../../decode/pixels.ts";
import { checkedModelFile } from "../model-file.ts";
import { longSide } from "../stage.ts";
import type { Finding, Stage } from "../stage.ts";
import { openDetectorModel } from "./detector-model.ts";
import type { DetectorModel } from "./detector-model.ts";
import { inputTensor } from "./input-tensor.ts";
import type { InputFormat } from "./input-tensor.ts";
import { interpret } from "./interpret.ts";
import { boxInPicture, letterbox, tightInput } from "./letterbox.ts";
import type { Placement } from "./letterbox.ts";
import type { YoloConfig } from "./schema.ts";
import { PROPOSAL_OVERLAP, suppress } from "../suppress.ts";
import { furtherViews, wholeView } from "./views.ts";
import type { View } from "./views.ts";

const MAX_FINDINGS = 20;

/**
 * Looks for the logo with an object detector of the YOLO family: in the whole picture first and, when that is not
 * enough and they are configured, in the whole picture at half the size and in parts of it at a larger scale.
 *
 * @throws {Error} with the reason, when the model cannot be used
 */
export async function openYoloStage(config: YoloConfig, modelsDir: string): Promise<Stage> {
  const [height, width] =
    typeof config.input_size === "number" ? [config.input_size, config.input_size] : config.input_size;
  const path = await checkedModelFile(modelsDir, config);
  const { classes, accept = classes, layout } = config;
  const accepted = classes.map((name) => accept.includes(name));
  const model = await openDetectorModel(path, {
    input: { width, height },
    classes: classes.length,
    classNames: classes,
    layout,
  });

  if (config.half_size !== undefined && !model.format.freeSize) {
    await model.close();
    throw new Error("half_size needs a model whose input may have any size");
  }

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
      const whole = await findInView(model, config, image, wholeView(image, config), accepted);
      let { findings } = whole;
      for (const { source, view } of furtherViews(image, whole.picture, config)) {
        if ((findings[0]?.confidence ?? 0) >= threshold) break;
        const { findings: more } = await findInView(model, config, source, view, accepted);
        findings = suppress([...findings, ...more], PROPOSAL_OVERLAP, MAX_FINDINGS);
      }
      return findings;
    },
    close: () => model.close(),
  };
}

/** A banner may be longer than a square of the same area. More than twice the side of that square is of no use. */
function longestSide({ format }: DetectorModel, { tiles }: YoloConfig): number {
  return Math.max(format.width, format.height) * (format.freeSize ? 2 : 1) * (tiles?.across ?? 1);
}

/** The size of the model's input for a view, and the place of the view in it. */
function place(
  { format }: DetectorModel,
  config: YoloConfig,
  { region, margin, shrink }: View,
): { format: InputFormat; placement: Placement } {
  if (!format.freeSize) return { format, placement: letterbox(region, format, margin) };
  const largest = { width: shrink * format.width, height: shrink * format.height };
  // What is looked at again at half the size was enlarged already.
  const enlarge = shrink < 1 ? shrink : config.enlarge;
  const fitted = { ...format, ...tightInput(region, largest, margin, enlarge) };
  return { format: fitted, placement: letterbox(region, fitted, margin, enlarge) };
}

/**
 * Prepares the input, runs the model and interprets its output.
 *
 * @returns the best finding of each place, in pixels of the upright original, and the view as the model saw it
 */
async function findInView(
  model: DetectorModel,
  config: YoloConfig,
  image: DecodedImage,
  view: View,
  accepted: readonly boolean[],
): Promise<{ findings: Finding[]; picture: Pixels }> {
  const { region } = view;
  const { format, placement } = place(model, config, view);
  const picture = await resizePixels(image.pixels, placement.width, placement.height, region);
  const output = await model.run((memory) => inputTensor(picture, placement, format, memory));
  const found = interpret(output, model.layout, accepted, format);
  const [scaleX, scaleY] = [image.width / image.pixels.width, image.height / image.pixels.height];
  const largeEnough = found.filter(({ box }) => longSide(box) >= view.minBox);
  const findings = largeEnough.map(({ box, confidence }) => {
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
  return { findings: suppress(findings, config.iou, MAX_FINDINGS), picture };
}
