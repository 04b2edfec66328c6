import type { BoundingBox, ClosestMatch } from "@symphony/contract";
import type { DecodedImage } from "../decode/pixels.ts";
import { ItemError } from "../item-error.ts";
import type { Classification } from "./classification.ts";
import { decide } from "./decide.ts";
import { overlap } from "./overlap.ts";
import type { Box, Finding, Stage } from "./stage.ts";
import { suppress } from "./suppress.ts";

/** Classifies a picture with light parts on transparent ground on white and then on dark. The better result counts. */
export async function classifyOnGrounds(
  stages: readonly Stage[],
  image: DecodedImage,
  threshold?: number,
): Promise<Classification> {
  const onWhite = await classify(stages, image, threshold);
  if (image.onDark === undefined || onWhite.verdict === "Valid") return onWhite;
  const onDark = await classify(stages, { ...image, pixels: image.onDark }, threshold);
  const isBetter = onDark.verdict === "Valid" || (onDark.confidence ?? 0) > (onWhite.confidence ?? 0);
  return { ...(isBetter ? onDark : onWhite), stage_ms: sumOf(onWhite.stage_ms, onDark.stage_ms) };
}

function sumOf(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.keys({ ...a, ...b }).map((stage) => [stage, (a[stage] ?? 0) + (b[stage] ?? 0)]));
}

/** Places that overlap more (intersection over union) are one proposal. */
const PROPOSAL_OVERLAP = 0.45;
const PROPOSALS_MAX = 20;

/** Stops at the first stage whose finding makes the image valid, or that rules the logo out. */
async function classify(stages: readonly Stage[], image: DecodedImage, threshold?: number): Promise<Classification> {
  const thresholds = new Map(stages.map((stage) => [stage.name, threshold ?? stage.threshold]));
  const thresholdOf = (stage: string): number => thresholds.get(stage)!;
  const stage_ms: Record<string, number> = {};
  let findings: ClosestMatch[] = [];
  let proposals: Finding[] = [];
  let stages_left = 0;
  for (const [index, stage] of stages.entries()) {
    const start = performance.now();
    const found = await findInStage(stage, image, threshold, proposals);
    stage_ms[stage.name] = Math.round(performance.now() - start);
    findings = findings.map((finding) => withReason(finding, found));
    if (found[0] !== undefined) findings.push(closestMatch(stage, found[0], image));
    if (decide(findings, thresholdOf).verdict === "Valid") {
      stages_left = stages.length - index - 1;
      break;
    }
    const wereExamined = found.some(({ reason }) => reason !== undefined);
    proposals = wereExamined ? [] : suppress([...proposals, ...found], PROPOSAL_OVERLAP, PROPOSALS_MAX);
    if (stage.rulesOut?.(image, Math.max(0, ...findings.map(({ confidence }) => confidence)))) break;
  }
  return { ...decide(findings, thresholdOf), findings, stages_left, stage_ms };
}

async function findInStage(
  stage: Stage,
  image: DecodedImage,
  threshold: number | undefined,
  proposals: readonly Finding[],
): Promise<Finding[]> {
  try {
    return await stage.find(image, threshold, proposals);
  } catch (cause) {
    throw new ItemError("model_failed", `The model of stage '${stage.name}' failed on this image.`, {
      transient: true,
      cause,
    });
  }
}

function closestMatch({ name }: Stage, { confidence, box, reason }: Finding, image: DecodedImage): ClosestMatch {
  const match = { stage: name, confidence: Math.min(1, Math.max(0, confidence)), box: clippedBox(box, image) };
  return reason === undefined ? match : { ...match, reason };
}

/** A finding of an earlier stage with what a closer look at the same place said. */
function withReason(finding: ClosestMatch, found: readonly Finding[]): ClosestMatch {
  const reason = found.find(({ box }) => overlap(box, finding.box) > PROPOSAL_OVERLAP)?.reason;
  return reason === undefined ? finding : { ...finding, reason };
}

/** Rounds to whole pixels within the image, at least one pixel wide and high. */
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
