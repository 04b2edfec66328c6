import type { DecodedImage } from "../../decode/pixels.ts";
import type { Box, Finding } from "../stage.ts";
import type { RotatedBox } from "../text-line/rotated-box.ts";
import type { Evidence } from "./calibration.ts";
import { cutLine } from "./cut-line.ts";
import { openMarkClassifier } from "./mark-classifier.ts";
import type { LikelyView } from "./mark-classifier.ts";
import { readProposal } from "./read-proposal.ts";
import type { VerifyConfig } from "./schema.ts";
import { viewsOf } from "./views.ts";
import { openWordReader } from "./word-reader.ts";

/** How many views are read of those that the classifier has ranked: it confuses a turn with its opposite at times. */
const READ_VIEWS_MAX = 2;
/**
 * The alignment of a proposal that is not read. With a classifier no alignment is worse: a mark whose letters are
 * broken by scaling reads like any other word, so only a good reading says something.
 */
export const UNREAD_ALIGNMENT = -4;

/** A proposal before it is read. */
export interface Candidate {
  proposal: Finding;
  /** The likeliest first, at least one. */
  views: readonly RotatedBox[];
  likeness: number;
}

export interface Examiner {
  /** Looks at proposals without reading them; the likeliest come first. */
  look(image: DecodedImage, proposals: readonly Finding[]): Promise<Candidate[]>;
  /** Reads one, unless it is hopeless. */
  read(image: DecodedImage, candidate: Candidate): Promise<Evidence & { view: RotatedBox }>;
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
  const readFrom = config.classifier?.read_from ?? -Infinity;

  async function candidate({ pixels, width }: DecodedImage, proposal: Finding): Promise<Candidate> {
    const views = viewsOf(scaled(proposal.box, pixels.width / width), config.aspect);
    if (classifier === undefined) return { proposal, views, likeness: 0 };
    const ranked: LikelyView[] = await classifier.rank(pixels, views);
    return { proposal, views: ranked.slice(0, READ_VIEWS_MAX).map(({ view }) => view), likeness: ranked[0]!.likeness };
  }

  return {
    async look(image, proposals) {
      const candidates: Candidate[] = [];
      for (const proposal of proposals) candidates.push(await candidate(image, proposal));
      return candidates.sort((a, b) => b.likeness - a.likeness);
    },
    async read({ pixels }, { proposal, views, likeness }) {
      const evidence = { score: proposal.confidence, likeness };
      if (likeness < readFrom) return { ...evidence, alignment: UNREAD_ALIGNMENT, view: views[0]! };
      const reading = await readProposal(views, (line) => cutLine(pixels, line), reader.align);
      if (classifier === undefined) return { ...evidence, ...reading };
      return { ...evidence, view: reading.view, alignment: Math.max(UNREAD_ALIGNMENT, reading.alignment) };
    },
    close: async () => void (await Promise.all([closeReader(), classifier?.close()])),
  };
}

const scaled = ({ x1, y1, x2, y2 }: Box, factor: number): Box => ({
  x1: x1 * factor,
  y1: y1 * factor,
  x2: x2 * factor,
  y2: y2 * factor,
});
