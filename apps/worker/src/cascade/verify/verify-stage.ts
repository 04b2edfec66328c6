import type { DecodedImage } from "../../decode/pixels.ts";
import { longSide } from "../stage.ts";
import type { Finding, Stage } from "../stage.ts";
import { confidenceOf, readingDecides } from "./calibration.ts";
import type { Candidate } from "./candidate.ts";
import { openExaminer } from "./examiner.ts";
import { reasonOf, sizeReasonOf } from "./reason.ts";
import type { VerifyConfig } from "./schema.ts";

/**
 * Looks closely at what earlier stages propose: cuts each proposal out of the picture at its full resolution, turns it
 * upright, asks the classifier, and reads it as the name where that can make a difference.
 *
 * @throws {Error} with the reason, when a model cannot be used
 */
export async function openVerifyStage(config: VerifyConfig, modelsDir: string): Promise<Stage> {
  const { calibration, max_proposals, max_readings, propose, propose_small } = config;
  const examiner = await openExaminer(config, modelsDir);
  const confidence = ({ evidence }: Candidate): number => confidenceOf(evidence, calibration);
  const isProposed = ({ confidence, box }: Finding): boolean =>
    confidence >= propose ||
    (propose_small !== undefined && confidence >= propose_small.from && longSide(box) <= propose_small.up_to_px);
  const bestFirst = (candidates: readonly Candidate[]): Candidate[] =>
    candidates.toSorted((a, b) => confidence(b) - confidence(a));

  /** Reads the likeliest. A picture may have several marks: the limit is for readings that lead to nothing. */
  async function read(image: DecodedImage, candidates: readonly Candidate[], threshold: number): Promise<Candidate[]> {
    const examined: Candidate[] = [];
    let refused = 0;
    for (const unread of bestFirst(candidates)) {
      const mayRead = refused < max_readings && readingDecides(unread.evidence, calibration, threshold);
      const candidate = mayRead ? await examiner.read(image, unread) : unread;
      if (candidate !== unread && confidence(candidate) < threshold) refused += 1;
      examined.push(candidate);
    }
    return bestFirst(examined);
  }

  return {
    name: config.name,
    threshold: config.threshold,
    verifies: true,
    longestSide: LONGEST_SIDE_PX,
    async find(image, threshold = config.threshold, proposals = []) {
      const likely = proposals.filter(isProposed).slice(0, max_proposals);
      const examined = await read(image, await examiner.look(image, likely, threshold), threshold);
      return examined.map((candidate, rank) => findingOf(candidate, confidence(candidate), threshold, image, rank));
    },
    close: () => examiner.close(),
  };
}

/** How blurred a place is takes time to say, so it is said of the closest match only. */
function findingOf(
  { proposal: { box }, views }: Candidate,
  confidence: number,
  threshold: number,
  { pixels }: DecodedImage,
  rank: number,
): Finding {
  if (confidence >= threshold) return { box, confidence };
  return { box, confidence, reason: rank === 0 ? reasonOf(box, pixels, views[0]!) : sizeReasonOf(box) };
}

/** Small logos need all pixels, so larger pictures are scaled down only for the sake of memory. */
const LONGEST_SIDE_PX = 5120;
