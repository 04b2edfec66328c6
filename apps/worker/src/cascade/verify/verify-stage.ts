import type { DecodedImage } from "../../decode/pixels.ts";
import type { Finding, Stage } from "../stage.ts";
import { confidenceOf } from "./calibration.ts";
import { openExaminer } from "./examiner.ts";
import type { Candidate } from "./examiner.ts";
import { reasonOf } from "./reason.ts";
import type { VerifyConfig } from "./schema.ts";

/**
 * Looks closely at what earlier stages propose: cuts each proposal out of the picture at its full resolution, turns it
 * upright, asks the classifier, and reads it as the name.
 *
 * @throws {Error} with the reason, when a model cannot be used
 */
export async function openVerifyStage(config: VerifyConfig, modelsDir: string): Promise<Stage> {
  const examiner = await openExaminer(config, modelsDir);

  async function verify(image: DecodedImage, candidate: Candidate, threshold: number): Promise<Finding> {
    const { view, ...evidence } = await examiner.read(image, candidate);
    const { box } = candidate.proposal;
    const confidence = confidenceOf(evidence, config.calibration);
    return confidence >= threshold
      ? { box, confidence }
      : { box, confidence, reason: reasonOf(box, image.pixels, view) };
  }

  return {
    name: config.name,
    threshold: config.threshold,
    verifies: true,
    longestSide: LONGEST_SIDE_PX,
    async find(image, threshold = config.threshold, proposals = []) {
      if (image.width * image.height < config.min_megapixels * 1e6) return [];
      const findings: Finding[] = [];
      const likely = proposals.filter(({ confidence }) => confidence >= config.propose);
      const candidates = await examiner.look(image, likely.slice(0, config.max_proposals));
      let refused = 0;
      for (const candidate of candidates) {
        if (refused === config.max_readings) break;
        const finding = await verify(image, candidate, threshold);
        findings.push(finding);
        // A picture may have several marks: the limit is for readings that lead to nothing.
        if (finding.confidence < threshold) refused += 1;
      }
      return findings.sort((a, b) => b.confidence - a.confidence);
    },
    close: () => examiner.close(),
  };
}

/** Small logos need all pixels, so larger pictures are scaled down only for the sake of memory. */
const LONGEST_SIDE_PX = 5120;
