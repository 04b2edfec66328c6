import type { DecodedImage, Pixels } from "../../decode/pixels.ts";
import { longSide } from "../stage.ts";
import type { Box, Finding } from "../stage.ts";
import { LOWEST_ALIGNMENT } from "./alignment.ts";
import { confidenceOf, logit, sigmoid } from "./calibration.ts";
import { UNREAD_ALIGNMENT } from "./candidate.ts";
import type { Candidate } from "./candidate.ts";
import type { MarkClassifier } from "./mark-classifier.ts";
import type { VerifyConfig } from "./schema.ts";
import type { SecondLook } from "./second-look.ts";
import { viewsOf } from "./views.ts";

/**
 * Views that are read of those that the classifier has ranked: the likeliest, and one that is about as likely. It
 * confuses a turn with its opposite at times.
 */
const READ_VIEWS_MAX = 2;
const ABOUT_AS_LIKELY = 2;

/**
 * Narrower places are not shown to the classifier: with less than three pixels for a letter many things look like the
 * mark. In original pixels.
 */
const TOLD_WIDTH_MIN_PX = 22;

/** The proposal's views, unread: without a classifier all that are possible, otherwise the likeliest. */
export async function firstLook(
  { pixels, width }: DecodedImage,
  proposal: Finding,
  config: VerifyConfig,
  classifier: MarkClassifier | undefined,
): Promise<Candidate> {
  const views = viewsOf(scaled(proposal.box, pixels.width / width), config.aspect);
  const score = proposal.confidence;
  if (classifier === undefined)
    return { proposal, views, evidence: { score, alignment: LOWEST_ALIGNMENT, likeness: 0 } };
  if (longSide(proposal.box) < TOLD_WIDTH_MIN_PX)
    return { proposal, views, evidence: { score, alignment: UNREAD_ALIGNMENT, likeness: -Infinity } };
  const ranked = await classifier.rank(pixels, views);
  const { likeness } = ranked[0]!;
  const likely = ranked.filter((view) => view.likeness > likeness - ABOUT_AS_LIKELY).slice(0, READ_VIEWS_MAX);
  return {
    proposal,
    views: likely.map(({ view }) => view),
    evidence: { score, alignment: UNREAD_ALIGNMENT, likeness },
  };
}

/**
 * A likely candidate that is not accepted yet, with the mean of both looks if that speaks for it: chance fools one look
 * more easily than both.
 */
export async function secondLookAt(
  pixels: Pixels,
  first: Candidate,
  threshold: number,
  { calibration, second_look }: VerifyConfig,
  classifier: MarkClassifier,
  secondLook: SecondLook,
): Promise<Candidate> {
  const { score, likeness } = first.evidence;
  const confidence = confidenceOf(first.evidence, calibration);
  if (likeness < (second_look?.from ?? Infinity) || confidence >= threshold) return first;
  const glimpse = await secondLook.best(pixels, first.views);
  if (glimpse === undefined) return first;
  const [again] = await classifier.rank(pixels, [glimpse.view]);
  const evidence = {
    ...first.evidence,
    score: sigmoid((logit(score) + logit(glimpse.score)) / 2),
    likeness: (likeness + again!.likeness) / 2,
  };
  return confidenceOf(evidence, calibration) > confidence ? { ...first, evidence } : first;
}

const scaled = ({ x1, y1, x2, y2 }: Box, factor: number): Box => ({
  x1: x1 * factor,
  y1: y1 * factor,
  x2: x2 * factor,
  y2: y2 * factor,
});
