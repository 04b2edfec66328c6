import type { DecodedImage } from "../../decode/pixels.ts";
import { longSide } from "../stage.ts";
import type { Finding } from "../stage.ts";
import { cutLine } from "../text-line/cut-line.ts";
import { LOWEST_ALIGNMENT } from "./alignment.ts";
import { UNREAD_ALIGNMENT } from "./candidate.ts";
import type { Candidate } from "./candidate.ts";
import { secondLookAt, firstLook } from "./looks.ts";
import { openMarkClassifier } from "./mark-classifier.ts";
import { HOPELESS_ALIGNMENT, readProposal } from "./read-proposal.ts";
import type { VerifyConfig } from "./schema.ts";
import { openSecondLook } from "./second-look.ts";
import { openWordReader } from "./word-reader.ts";

/** With a classifier narrower places are not read: no narrower mark was ever accepted for what it reads. In original pixels. */
const READ_WIDTH_MIN_PX = 28;
/** Ten times the height of a line: more than any name needs. */
const LINE_WIDTH_MAX_PX = 480;

export interface Examiner {
  /** Looks at proposals without reading them, and once more at likely ones that do not reach the threshold. */
  look(image: DecodedImage, proposals: readonly Finding[], threshold: number): Promise<Candidate[]>;
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
  const { reader, classifier, secondLook, close } = await openModels(config, modelsDir);
  const readFrom = config.classifier?.read_from ?? -Infinity;
  const [hopeless, widthMin, worstAlignment] =
    classifier === undefined
      ? [HOPELESS_ALIGNMENT, 0, LOWEST_ALIGNMENT]
      : [UNREAD_ALIGNMENT, READ_WIDTH_MIN_PX, UNREAD_ALIGNMENT];

  return {
    async look(image, proposals, threshold) {
      const candidates: Candidate[] = [];
      for (const proposal of proposals) {
        const first = await firstLook(image, proposal, config, classifier);
        const isFinal = classifier === undefined || secondLook === undefined;
        candidates.push(
          isFinal ? first : await secondLookAt(image.pixels, first, threshold, config, classifier, secondLook),
        );
      }
      return candidates;
    },
    async read({ pixels }, candidate) {
      const { evidence, views } = candidate;
      if (evidence.likeness < readFrom || longSide(candidate.proposal.box) < widthMin) return candidate;
      const { alignment, view } = await readProposal(
        views,
        (line) => cutLine(pixels, line, LINE_WIDTH_MAX_PX),
        reader.align,
        hopeless,
      );
      return {
        ...candidate,
        views: [view],
        evidence: { ...evidence, alignment: Math.max(worstAlignment, alignment) },
      };
    },
    close,
  };
}

/** All of them, or none when one cannot be used. */
async function openModels(config: VerifyConfig, modelsDir: string) {
  const opened: Array<{ close(): Promise<void> }> = [];
  const close = async (): Promise<void> => void (await Promise.all(opened.map((model) => model.close())));
  const kept = async <T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> => {
    const model = await opening;
    opened.push(model);
    return model;
  };
  try {
    const reader = await kept(openWordReader(config, modelsDir));
    const classifier = config.classifier && (await kept(openMarkClassifier(config.classifier, modelsDir)));
    const secondLook = classifier && config.second_look && (await kept(openSecondLook(config.second_look, modelsDir)));
    return { reader, classifier, secondLook, close };
  } catch (error) {
    await close();
    throw error;
  }
}
