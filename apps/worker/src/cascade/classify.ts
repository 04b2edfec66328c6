import { overlap } from "@symphony/contract";
import type { DecodedImage } from "../decode/pixels.ts";
import { ItemError } from "../item-error.ts";
import type { Classification } from "./classification.ts";
import { clippedBox } from "./clipped-box.ts";
import { decide } from "./decide.ts";
import type { StageFinding } from "./decide.ts";
import { ImpossibleBoxError } from "./impossible-box-error.ts";
import type { Finding, Stage } from "./stage.ts";
import { PROPOSAL_OVERLAP, suppress } from "./suppress.ts";

/** A classification without the brand, which the stages do not know. */
export type Classified = Omit<Classification, "brand">;

/** Classifies a picture with light parts on transparent ground on white and then on dark. The better result counts. */
export async function classifyOnGrounds(
  stages: readonly Stage[],
  image: DecodedImage,
  threshold?: number,
): Promise<Classified> {
  const onWhite = await classify(stages, image, threshold);
  if (image.onDark === undefined) return onWhite;
  // A higher threshold would need the look on dark as well.
  if (onWhite.verdict === "Valid") return { ...onWhite, stages_left: onWhite.stages_left + stages.length };
  const onDark = await classify(stages, { ...image, pixels: image.onDark }, threshold);
  const isBetter = onDark.verdict === "Valid" || (onDark.confidence ?? 0) > (onWhite.confidence ?? 0);
  return { ...(isBetter ? onDark : onWhite), stage_ms: sumOf(onWhite.stage_ms, onDark.stage_ms) };
}

function sumOf(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.keys({ ...a, ...b }).map((stage) => [stage, (a[stage] ?? 0) + (b[stage] ?? 0)]));
}

const PROPOSALS_MAX = 20;

/** Stops at the first stage whose finding makes the image valid, or that rules the logo out. */
async function classify(stages: readonly Stage[], image: DecodedImage, override?: number): Promise<Classified> {
  const thresholds = new Map(stages.map((stage, index) => [stage.name, thresholdOf(stages, index, override)]));
  const stage_ms: Record<string, number> = {};
  let findings: StageFinding[] = [];
  let proposals: Finding[] = [];
  let stages_left = 0;
  for (const [index, stage] of stages.entries()) {
    const start = performance.now();
    const threshold = thresholds.get(stage.name)!;
    const found = await findInStage(stage, image, threshold, proposals);
    stage_ms[stage.name] = Math.round(performance.now() - start);
    const proposes = isVerified(stages, index);
    findings = findings.map((finding) => withReason(finding, found));
    findings.push(...worthKeeping(found, threshold).map((each) => findingOf(stage, each, image, proposes)));
    if (decide(findings, (name) => thresholds.get(name)!).verdict === "Valid") {
      stages_left = stages.length - index - 1;
      break;
    }
    const wereExamined = found.some(({ reason }) => reason !== undefined);
    proposals = wereExamined ? [] : suppress([...proposals, ...found], PROPOSAL_OVERLAP, PROPOSALS_MAX);
    if (stage.rulesOut?.(image, Math.max(0, ...findings.map(({ confidence }) => confidence)))) break;
  }
  return { ...decide(findings, (name) => thresholds.get(name)!), findings, stages_left, stage_ms };
}

/** A stage that verifies decides itself, whatever comes after it. */
const isVerified = (stages: readonly Stage[], index: number): boolean =>
  stages[index]!.verifies !== true && stages.slice(index + 1).some(({ verifies }) => verifies === true);

/** An override may only raise the threshold of a stage whose findings are verified: below it they are proposals. */
function thresholdOf(stages: readonly Stage[], index: number, override?: number): number {
  const own = stages[index]!.threshold;
  if (override === undefined) return own;
  return isVerified(stages, index) ? Math.max(own, override) : override;
}

/** Findings of a stage that are kept with the result, as a lower threshold may accept them later. */
const FINDINGS_KEPT_MAX = 10;
/** Weaker ones than this share of the threshold, other than the best, would only be weight. */
const KEPT_SHARE = 0.5;

const worthKeeping = (found: readonly Finding[], threshold: number): readonly Finding[] =>
  found
    .filter(({ confidence }, rank) => rank === 0 || confidence >= KEPT_SHARE * threshold)
    .slice(0, FINDINGS_KEPT_MAX);

async function findInStage(
  stage: Stage,
  image: DecodedImage,
  threshold: number,
  proposals: readonly Finding[],
): Promise<Finding[]> {
  try {
    const found = await stage.find(image, threshold, proposals);
    // NaN is below every threshold: it would look like "not found".
    if (found.some(({ confidence, box }) => [confidence, ...Object.values(box)].includes(NaN)))
      throw new Error("a finding is not a number");
    return found;
  } catch (cause) {
    const what = `The model of stage '${stage.name}' failed on this image`;
    const why = cause instanceof ImpossibleBoxError ? `: ${cause.message}` : "";
    throw new ItemError("model_failed", `${what}${why}.`, {
      transient: true,
      cause,
    });
  }
}

function findingOf(
  { name, threshold }: Stage,
  { confidence, box, reason, shown }: Finding,
  image: DecodedImage,
  proposes: boolean,
): StageFinding {
  return {
    stage: name,
    confidence: Math.min(1, Math.max(0, confidence)),
    box: clippedBox(box, image),
    ...(reason === undefined ? {} : { reason }),
    ...(shown === undefined ? {} : { shown }),
    ...(proposes ? { decides_from: threshold } : {}),
  };
}

/** A finding of an earlier stage with what a closer look at the same place said. */
function withReason(finding: StageFinding, found: readonly Finding[]): StageFinding {
  const reason = found.find(({ box }) => overlap(box, finding.box) > PROPOSAL_OVERLAP)?.reason;
  return reason === undefined ? finding : { ...finding, reason };
}
