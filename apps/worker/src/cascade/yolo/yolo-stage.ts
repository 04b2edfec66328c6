import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createHash } from "node:crypto";
import { resizePixels } from "../../decode/pixels.ts";
import type { DecodedImage, Region } from "../../decode/pixels.ts";
import type { YoloConfig } from "../cascade-file.ts";
import type { Finding, Stage } from "../stage.ts";
import { classNames } from "./class-names.ts";
import { openDetectorModel } from "./detector-model.ts";
import type { DetectorModel } from "./detector-model.ts";
import { inputTensor } from "./input-tensor.ts";
import type { InputFormat } from "./input-tensor.ts";
import { interpret } from "./interpret.ts";
import { boxInPicture, letterbox, tightInput } from "./letterbox.ts";
import type { Placement } from "./letterbox.ts";
import { suppress } from "./suppress.ts";
import { tileRegions } from "./tiles.ts";

const MAX_FINDINGS = 20;

/**
 * Looks for the logo with an object detector of the YOLO family: the whole picture first and, when that is
 * not enough and tiles are configured, its parts at a larger scale.
 *
 * @throws {Error} with the reason, when the model cannot be used
 */
export async function openYoloStage(modelsDir: string, config: YoloConfig): Promise<Stage> {
  const [height, width] =
    typeof config.input_size === "number" ? [config.input_size, config.input_size] : config.input_size;
  const path = join(modelsDir, config.file);
  const own = classNames(await readChecked(path, config));
  const names = own ?? config.classes;
  if (names === undefined)
    throw new Error("the model does not name its classes, so the key classes has to list them in order");
  const accepted = acceptedClasses(names, config);
  const model = await openDetectorModel(path, { input: { width, height }, classes: names, layout: config.layout });

  return {
    name: config.name,
    threshold: config.threshold,
    longestSide: longestSide(model, config),
    rulesOut: (image, confidence) => {
      if (config.reject === undefined || confidence >= config.reject.below) return false;
      const { scaleX } = placed(model, config, wholeOf(image, config)).place;
      return (scaleX * image.pixels.width) / image.width >= config.reject.scale;
    },
    async find(image, threshold = config.threshold) {
      let findings: Finding[] = [];
      for (const view of views(image, config)) {
        const found = await lookAt(model, config, image, view, accepted);
        findings = suppress([...findings, ...found], config.iou, MAX_FINDINGS);
        if ((findings[0]?.confidence ?? 0) >= threshold) break;
      }
      return findings;
    },
    close: () => model.close(),
  };
}

/** A part of the picture, in decoded pixels, and the breadth of the white about it. */
interface View {
  region: Region;
  margin: number;
}

/** Only the whole gets a margin: a tile has neighbours. */
function wholeOf({ pixels, width }: DecodedImage, { margin }: YoloConfig): View {
  return {
    region: { left: 0, top: 0, width: pixels.width, height: pixels.height },
    margin: (margin * pixels.width) / width,
  };
}

/** What to look at in turn. */
function views(image: DecodedImage, config: YoloConfig): View[] {
  const parts = config.tiles === undefined ? [] : tileRegions(image.pixels, config.tiles);
  return [wholeOf(image, config), ...parts.map((region) => ({ region, margin: 0 }))];
}

/** A banner may be longer than a square of the same area; beyond twice its side more pixels are of no use. */
function longestSide({ format }: DetectorModel, { tiles }: YoloConfig): number {
  return Math.max(format.width, format.height) * (format.freeSize ? 2 : 1) * (tiles?.across ?? 1);
}

function placed(
  { format }: DetectorModel,
  { enlarge }: YoloConfig,
  { region, margin }: View,
): { format: InputFormat; place: Placement } {
  const fitted = format.freeSize ? { ...format, ...tightInput(region, format, margin, enlarge) } : format;
  return { format: fitted, place: letterbox(region, fitted, margin, format.freeSize ? enlarge : undefined) };
}

/** Prepare, run, interpret; the findings are in pixels of the upright original. */
async function lookAt(
  model: DetectorModel,
  config: YoloConfig,
  image: DecodedImage,
  view: View,
  accepted: readonly boolean[],
): Promise<Finding[]> {
  const { region } = view;
  const { format, place } = placed(model, config, view);
  const picture = await resizePixels(image.pixels, place.width, place.height, region);
  const output = await model.run((memory) => inputTensor(picture, place, format, memory));
  const [scaleX, scaleY] = [image.width / image.pixels.width, image.height / image.pixels.height];
  return interpret(output, model.layout, accepted).map(({ box, confidence }) => {
    const { x1, y1, x2, y2 } = boxInPicture(box, place);
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

async function readChecked(path: string, { file, sha256 }: YoloConfig): Promise<Uint8Array> {
  const model = await readFile(path).catch((cause: unknown) => {
    throw new Error(`the file ${file} cannot be read`, { cause });
  });
  const found = createHash("sha256").update(model).digest("hex");
  if (sha256 !== undefined && found !== sha256.toLowerCase())
    throw new Error(`the file ${file} is not the one listed: its sha256 is ${found}, expected ${sha256}`);
  return model;
}

/**
 * For each of the model's classes, whether it counts. `accept` is what counts; without it, `classes` is: the
 * accepted ones of a model that names its classes itself, all of them in order for one that does not.
 */
function acceptedClasses(names: readonly string[], { classes = [...names], accept = classes }: YoloConfig): boolean[] {
  const unknown = [...new Set([...classes, ...accept])].filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new Error(
      `the classes ${unknown.map((name) => `'${name}'`).join(", ")} are not among the model's: ${names.slice(0, 20).join(", ")}`,
    );
  }
  return names.map((name) => accept.includes(name));
}
