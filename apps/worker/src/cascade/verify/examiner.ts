import type { DecodedImage, Pixels } from "../../decode/pixels.ts";
import type { Box, Finding } from "../stage.ts";
import type { RotatedBox } from "../text-line/rotated-box.ts";
import { LOWEST_ALIGNMENT } from "./alignment.ts";
import { confidenceOf, logit, sigmoid } from "./calibration.ts";
import type { Evidence } from "./calibration.ts";
import { cutLine } from "./cut-line.ts";
import { openMarkClassifier } from "./mark-classifier.ts";
import type { LikelyView, MarkClassifier } from "./mark-classifier.ts";
import { HOPELESS_ALIGNMENT, readProposal } from "./read-proposal.ts";
import type { VerifyConfig } from "./schema.ts";
import { openSecondLook } from "./second-look.ts";
import { viewsOf } from "./views.ts";
import { openWordReader } from "./word-reader.ts";

/**
 * Views that are read of those that the classifier has ranked: the likeliest, and one that is about as likely. It
 * confuses a turn with its opposite at times.
 */
const READ_VIEWS_MAX = 2;
const ABOUT_AS_LIKELY = 2;
/**
 * The alignment of a proposal that is not read. With a classifier no alignment is worse: a mark whose letters are
 * broken by scaling reads like any other word, so only a good reading says something.
 */
export const UNREAD_ALIGNMENT = -4;

/** With a classifier narrower places are not read: no narrower mark was ever accepted for what it reads. In original pixels. */
const READ_WIDTH_MIN_PX = 28;

/**
 * Narrower places are not shown to the classifier: with less than three pixels for a letter many things look like the
 * mark. In original pixels.
 */
const TOLD_WIDTH_MIN_PX = 22;

/** A proposal, and what is known about it so far. */
export interface Candidate {
  proposal: Finding;
  /** The likeliest first, at least one. */
  views: readonly RotatedBox[];
  evidence: Evidence;
}

export interface Examiner {
  /** Looks at proposals without reading them. */
  look(image: DecodedImage, proposals: readonly Finding[]): Promise<Candidate[]>;
  /** Reads one; the view that read best comes first then. One that is unlikely to be the mark, or too narrow, stays as it is. */
  read(image: DecodedImage, candidate: Candidate): Promise<Candidate>;
  close(): Promise<void>;
}

/**
 * Loads the reader and, when there is one, the classifier.
 *
 * @throws {Error} with the reason, when one of them cannot be used
 */
export async function openExaminer(config: VerifyConfig, modelsDir: string): Promise<Examiner> {
  const reader = await openWordReader(config, modelsDir);
  const closeReader = () => reader.close();
  const classifier =
    config.classifier === undefined
      ? undefined
      : await openMarkClassifier(config.classifier, modelsDir).catch(async (error: unknown) => {
          await closeReader();
          throw error;
        });
  const secondLook =
    classifier === undefined || config.second_look === undefined
      ? undefined
      : await openSecondLook(config.second_look, modelsDir).catch(async (error: unknown) => {
          await Promise.all([closeReader(), classifier.close()]);
          throw error;
        });
  const readFrom = config.classifier?.read_from ?? -Infinity;
  const secondLookFrom = config.second_look?.from ?? Infinity;
  const hopeless = classifier === undefined ? HOPELESS_ALIGNMENT : UNREAD_ALIGNMENT;
  const widthMin = classifier === undefined ? 0 : READ_WIDTH_MIN_PX;
  const worstAlignment = classifier === undefined ? LOWEST_ALIGNMENT : UNREAD_ALIGNMENT;

  async function candidate({ pixels, width }: DecodedImage, proposal: Finding): Promise<Candidate> {
    const views = viewsOf(scaled(proposal.box, pixels.width / width), config.aspect);
    const evidence = { score: proposal.confidence, alignment: worstAlignment };
    if (classifier === undefined) return { proposal, views, evidence: { ...evidence, likeness: 0 } };
    if (longSide(proposal.box) < TOLD_WIDTH_MIN_PX)
      return { proposal, views, evidence: { ...evidence, likeness: -Infinity } };
    const ranked: LikelyView[] = await classifier.rank(pixels, views);
    const { likeness } = ranked[0]!;
    const likely = ranked.filter((view) => view.likeness > likeness - ABOUT_AS_LIKELY).slice(0, READ_VIEWS_MAX);
    const first = { proposal, views: likely.map(({ view }) => view), evidence: { ...evidence, likeness } };
    return seenAgain(pixels, first, classifier);
  }

  const confidence = (evidence: Evidence): number => confidenceOf(evidence, config.calibration);

  /**
   * A likely candidate that is not accepted yet, with the mean of both looks if that speaks for it: chance fools one
   * look more easily than both.
   */
  async function seenAgain(pixels: Pixels, first: Candidate, { rank }: MarkClassifier): Promise<Candidate> {
    const { score, likeness } = first.evidence;
    if (secondLook === undefined || likeness < secondLookFrom) return first;
    if (confidence(first.evidence) >= config.threshold) return first;
    const glimpse = await secondLook.best(pixels, first.views);
    if (glimpse === undefined) return first;
    const [again] = await rank(pixels, [glimpse.view]);
    const evidence = {
      ...first.evidence,
      score: sigmoid((logit(score) + logit(glimpse.score)) / 2),
      likeness: (likeness + again!.likeness) / 2,
    };
    return confidence(evidence) > confidence(first.evidence) ? { ...first, evidence } : first;
  }

  return {
    async look(image, proposals) {
      const candidates: Candidate[] = [];
      for (const proposal of proposals) candidates.push(await candidate(image, proposal));
      return candidates;
    },
    async read({ pixels }, candidate) {
      const { evidence, views } = candidate;
      if (evidence.likeness < readFrom || longSide(candidate.proposal.box) < widthMin) return candidate;
      const { alignment, view } = await readProposal(views, (line) => cutLine(pixels, line), reader.align, hopeless);
      return {
        ...candidate,
        views: [view],
        evidence: { ...evidence, alignment: Math.max(worstAlignment, alignment) },
      };
    },
    close: async () => void (await Promise.all([closeReader(), classifier?.close(), secondLook?.close()])),
  };
}

export const longSide = ({ x1, y1, x2, y2 }: Box): number => Math.max(x2 - x1, y2 - y1);

const scaled = ({ x1, y1, x2, y2 }: Box, factor: number): Box => ({
  x1: x1 * factor,
  y1: y1 * factor,
  x2: x2 * factor,
  y2: y2 * factor,
});
