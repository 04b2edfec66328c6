import { createHash } from "node:crypto";
import type { BoundingBox, ClosestMatch } from "@symphony/contract";
import type { DecodedImage } from "../decode/pixels.ts";
import { ItemError } from "../item-error.ts";
import { CascadeError } from "./cascade-error.ts";
import { readCascadeFile } from "./cascade-file.ts";
import type { CascadeConfig } from "./cascade-file.ts";
import type { Classification } from "./classification.ts";
import type { Box, Finding, Stage } from "./stage.ts";
import { openWordmarkStage } from "./wordmark/wordmark-stage.ts";
import { openYoloStage } from "./yolo/yolo-stage.ts";

export interface Cascade {
  brand: string;
  stageNames: readonly string[];
  /** Digest of all that decides what it says of an image. */
  fingerprint: string;
  /** The decoded long side, in pixels, that serves every stage. */
  longestSide: number;
  /** @throws {Unjudgeable} `model_failed`, when a stage fails: a failure is never "Invalid" */
  classify(image: DecodedImage, threshold?: number): Promise<Classification>;
  close(): Promise<void>;
}

/** To be counted up when the code comes to judge in another way: answers given before do not hold then. */
const JUDGING_VERSION = 2;

export interface CascadeOptions {
  /** Replaces every stage's own threshold. */
  confidenceThreshold?: number;
}

/**
 * Loads every stage of `cascade.json` and lets it judge a blank picture once, so that the first real one is
 * not slower and a model that cannot run is found now.
 *
 * @throws {CascadeError} naming the stage and the reason: the cascade never runs with a stage missing
 */
export async function openCascade(modelsDir: string, options: CascadeOptions = {}): Promise<Cascade> {
  const config = await readCascadeFile(modelsDir);
  const stages: Stage[] = [];
  const close = async (): Promise<void> => void (await Promise.all(stages.map((stage) => stage.close())));
  try {
    for (const stage of config.stages) stages.push(await openStage(modelsDir, stage, options));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    brand: config.brand,
    stageNames: stages.map(({ name }) => name),
    fingerprint: createHash("sha256")
      .update(JSON.stringify([JUDGING_VERSION, config, options.confidenceThreshold ?? null]))
      .digest("hex"),
    longestSide: Math.max(...stages.map(({ longestSide }) => longestSide)),
    classify: (image, threshold) => inspectImage(stages, image, threshold),
    close,
  };
}

type StageConfig = CascadeConfig["stages"][number];

async function openStage(
  modelsDir: string,
  config: StageConfig,
  { confidenceThreshold }: CascadeOptions,
): Promise<Stage> {
  const threshold = confidenceThreshold ?? config.threshold;
  try {
    const stage =
      config.type === "yolo"
        ? await openYoloStage(modelsDir, { ...config, threshold })
        : await openWordmarkStage({ ...config, threshold });
    await stage.find(BLANK);
    return stage;
  } catch (cause) {
    throw new CascadeError(`Stage '${config.name}' cannot be used: ${(cause as Error).message}.`, { cause });
  }
}

const BLANK: DecodedImage = {
  width: 320,
  height: 320,
  pixels: { data: new Uint8Array(320 * 320 * 3).fill(128), width: 320, height: 320 },
};

/** The first stage whose best finding reaches its threshold ends the cascade, or the first that rules the logo out. */
async function inspectImage(
  stages: readonly Stage[],
  image: DecodedImage,
  threshold?: number,
): Promise<Classification> {
  const stage_ms: Record<string, number> = {};
  const findings: ClosestMatch[] = [];
  for (const [index, stage] of stages.entries()) {
    const start = performance.now();
    const best = await bestFinding(stage, image, threshold);
    stage_ms[stage.name] = Math.round(performance.now() - start);
    const box = best && clippedBox(best.box, image);
    if (best && box) findings.push({ stage: stage.name, confidence: best.confidence, box });
    if (best && box && best.confidence >= (threshold ?? stage.threshold)) {
      const stages_left = stages.length - index - 1;
      return {
        verdict: "Valid",
        confidence: best.confidence,
        detected_by: stage.name,
        box,
        near_miss: null,
        findings,
        stages_left,
        stage_ms,
      };
    }
    if (stage.rulesOut?.(image, Math.max(0, ...findings.map(({ confidence }) => confidence)))) break;
  }
  const near_miss = findings.toSorted((a, b) => b.confidence - a.confidence)[0] ?? null;
  return {
    verdict: "Invalid",
    confidence: near_miss?.confidence ?? null,
    detected_by: null,
    box: null,
    near_miss,
    findings,
    stages_left: 0,
    stage_ms,
  };
}

async function bestFinding(
  stage: Stage,
  image: DecodedImage,
  threshold: number | undefined,
): Promise<Finding | undefined> {
  try {
    const [best] = await stage.find(image, threshold);
    return best && { ...best, confidence: Math.min(1, Math.max(0, best.confidence)) };
  } catch (cause) {
    throw new ItemError("model_failed", `The model of stage '${stage.name}' failed on this image.`, {
      transient: true,
      cause,
    });
  }
}

/** Whole pixels within the image, at least one of them. */
function clippedBox({ x1, y1, x2, y2 }: Box, { width, height }: DecodedImage): BoundingBox {
  const left = Math.min(Math.max(Math.round(x1), 0), width - 1);
  const top = Math.min(Math.max(Math.round(y1), 0), height - 1);
  return {
    x1: left,
    y1: top,
    x2: Math.min(Math.max(Math.round(x2), left + 1), width),
    y2: Math.min(Math.max(Math.round(y2), top + 1), height),
  };
}
