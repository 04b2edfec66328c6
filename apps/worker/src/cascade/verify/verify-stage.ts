import type { DecodedImage } from "../../decode/pixels.ts";
import type { Box, Finding, Stage } from "../stage.ts";
import { confidenceOf } from "./calibration.ts";
import { cutLine } from "./cut-line.ts";
import { readProposal } from "./read-proposal.ts";
import { reasonOf } from "./reason.ts";
import type { VerifyConfig } from "./schema.ts";
import { viewsOf } from "./views.ts";
import { openWordReader } from "./word-reader.ts";

/**
 * Looks closely at what earlier stages propose: cuts each proposal out of the picture at its full resolution, turns it
 * upright, and reads it as the name.
 *
 * @throws {Error} with the reason, when the recogniser cannot be used
 */
export async function openVerifyStage(config: VerifyConfig, modelsDir: string): Promise<Stage> {
  const reader = await openWordReader(config, modelsDir);

  async function verify({ pixels, width }: DecodedImage, proposal: Finding, threshold: number): Promise<Finding> {
    const { box } = proposal;
    const views = viewsOf(scaled(box, pixels.width / width), config.aspect);
    const { alignment, view } = await readProposal(views, (line) => cutLine(pixels, line), reader.align);
    const confidence = confidenceOf(alignment, proposal.confidence, config.calibration);
    return confidence >= threshold ? { box, confidence } : { box, confidence, reason: reasonOf(box, pixels, view) };
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
      for (const proposal of likely.slice(0, config.max_proposals)) {
        findings.push(await verify(image, proposal, threshold));
      }
      return findings.sort((a, b) => b.confidence - a.confidence);
    },
    close: () => reader.close(),
  };
}

/** Small logos need all pixels, so larger pictures are scaled down only for the sake of memory. */
const LONGEST_SIDE_PX = 5120;

const scaled = ({ x1, y1, x2, y2 }: Box, factor: number): Box => ({
  x1: x1 * factor,
  y1: y1 * factor,
  x2: x2 * factor,
  y2: y2 * factor,
});
