import { createHash } from "node:crypto";
import type { DecodedImage } from "../decode/pixels.ts";
import { fileDigests } from "./file-digests.ts";
import { CascadeError } from "./cascade-error.ts";
import { readCascadeFile, stageTypeOf } from "./cascade-file.ts";
import type { Classification } from "./classification.ts";
import { classifyOnGrounds } from "./classify.ts";
import type { Stage, StageConfig } from "./stage.ts";

export interface Cascade {
  brand: string;
  stageNames: readonly string[];
  /** Digest of everything that determines a classification besides the image: cascade.json, the files that it names, and this code. */
  fingerprint: string;
  /** The long side, in pixels, that images are best decoded to: no stage profits from more. */
  longestSide: number;
  /**
   * Runs the stages in order until one decides.
   *
   * @param threshold replaces the thresholds of all stages, but lowers none of a stage that another one verifies
   * @throws {ItemError} `model_failed`, when a stage fails: a failure is never "Invalid"
   */
  classify(image: DecodedImage, threshold?: number): Promise<Classification>;
  close(): Promise<void>;
}

/** Increase it when a change of the code changes classifications: cached results are then not reused. */
const CLASSIFICATION_VERSION = 11;

export interface CascadeOptions {
  /** Replaces the thresholds of all stages, like the one that `classify` may be given. */
  confidenceThreshold?: number;
}

/**
 * Loads all stages of `cascade.json` and runs each on a blank picture, so that the first image is not slower and a
 * model that cannot run is found now.
 *
 * @throws {CascadeError} with the stage and the reason: the cascade never runs with a stage missing
 */
export async function openCascade(modelsDir: string, options: CascadeOptions = {}): Promise<Cascade> {
  const config = await readCascadeFile(modelsDir);
  const files = await fileDigests(config, modelsDir);
  const stages: Stage[] = [];
  const close = async (): Promise<void> => void (await Promise.all(stages.map((stage) => stage.close())));
  try {
    for (const stage of config.stages) stages.push(await openStage(modelsDir, stage));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    brand: config.brand,
    stageNames: stages.map(({ name }) => name),
    fingerprint: createHash("sha256")
      .update(JSON.stringify([CLASSIFICATION_VERSION, config, options.confidenceThreshold ?? null, ...files]))
      .digest("hex"),
    longestSide: Math.max(...stages.map(({ longestSide }) => longestSide)),
    async classify(image, threshold = options.confidenceThreshold) {
      return { brand: config.brand, ...(await classifyOnGrounds(stages, image, threshold)) };
    },
    close,
  };
}

async function openStage(modelsDir: string, config: StageConfig): Promise<Stage> {
  try {
    const stage = await stageTypeOf(config.type).open(config, modelsDir);
    await stage.find(BLANK);
    return withSmallestPicture(stage, config.min_megapixels);
  } catch (cause) {
    throw new CascadeError(`Stage '${config.name}' cannot be used: ${(cause as Error).message}.`, { cause });
  }
}

/** The stage, which leaves smaller pictures to the others. */
function withSmallestPicture(stage: Stage, megapixels = 0): Stage {
  const isSmaller = ({ width, height }: DecodedImage): boolean => width * height < megapixels * 1e6;
  return {
    ...stage,
    find: async (image, ...rest) => (isSmaller(image) ? [] : stage.find(image, ...rest)),
    rulesOut: (image, confidence) => !isSmaller(image) && stage.rulesOut?.(image, confidence) === true,
  };
}

const BLANK: DecodedImage = {
  width: 320,
  height: 320,
  pixels: { data: new Uint8Array(320 * 320 * 3).fill(128), width: 320, height: 320 },
};
