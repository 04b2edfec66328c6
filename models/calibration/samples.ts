import { overlap } from "@symphony/contract";
import { stageTypeOf } from "../../apps/worker/src/cascade/cascade-file.ts";
import type { CascadeConfig } from "../../apps/worker/src/cascade/cascade-file.ts";
import type { Box, Finding, Stage } from "../../apps/worker/src/cascade/stage.ts";
import { openExaminer } from "../../apps/worker/src/cascade/verify/examiner.ts";
import { verifySchema } from "../../apps/worker/src/cascade/verify/schema.ts";
import { suppress } from "../../apps/worker/src/cascade/suppress.ts";
import type { Labelled } from "../eval/labels.ts";
import { cropPhoto } from "../stress/crop-photo.ts";
import { markWidth, readPhoto } from "../stress/marked-photo.ts";
import { STATES } from "../stress/states.ts";
import type { Point } from "../stress/states.ts";
import type { Sample } from "./fit.ts";

/** Only the surroundings of a mark are looked at: enough for proposals, and much faster. */
const AROUND_PX = 1000;
/** Whether a narrower mark can be read depends on the photo: it says little about readings of marks. */
const LEGIBLE_WIDTH_PX = 25;
const OVERLAP = 0.45;
/** Labels are only exact to about 10 %. A proposal that shares less with the mark is left out: it is neither. */
const SAME_PLACE = 0.3;
const PROPOSALS_MAX = 8;
/** A threshold that nothing reaches: all proposals are wanted. */
const NEVER = 2;
export interface Sampler {
  /** The proposals in a photo in each of the states. In photos with a mark, only those on it are certain. */
  samples(folder: string, labelled: Labelled, states: readonly string[]): Promise<Sample[]>;
  close(): Promise<void>;
}

/** Opens the detectors and the reader of a cascade. */
export async function openSampler(config: CascadeConfig, modelsDir: string): Promise<Sampler> {
  const open = (stage: CascadeConfig["stages"][number]): Promise<Stage> =>
    stageTypeOf(stage.type).open(stage, modelsDir);
  const listed = config.stages.find((stage) => stage.type === "verify");
  if (listed === undefined) throw new Error("the cascade has no stage of type verify");
  const verifying = verifySchema.parse(listed);
  const detectors = await Promise.all(config.stages.filter(({ type }) => type === "yolo").map(open));
  const examiner = await openExaminer(verifying, modelsDir);
  const longestSide = Math.max(...detectors.map((stage) => stage.longestSide));

  return {
    async samples(folder, labelled, states) {
      const photo = cropPhoto(await readPhoto(folder, labelled, longestSide), AROUND_PX);
      const samples: Sample[] = [];
      for (const state of states) {
        const { image, corners } = await STATES[state]!(photo);
        if (corners.length > 0 && markWidth(corners) < LEGIBLE_WIDTH_PX) continue;
        const found: Finding[] = [];
        for (const detector of detectors) found.push(...(await detector.find(image, NEVER)));
        const proposals = suppress(found, OVERLAP, PROPOSALS_MAX).filter(
          ({ confidence }) => confidence >= verifying.propose,
        );
        for (const proposal of proposals) {
          const isMark = corners.length > 0;
          if (isMark && overlap(proposal.box, boundsOf(corners)) < SAME_PLACE) continue;
          const [candidate] = await examiner.look(image, [proposal], verifying.threshold);
          const { evidence } = await examiner.read(image, candidate!);
          samples.push({ ...evidence, isMark });
        }
      }
      return samples;
    },
    close: async () => void (await Promise.all([...detectors, examiner].map((each) => each.close()))),
  };
}

function boundsOf(corners: readonly Point[]): Box {
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  return { x1: Math.min(...xs), y1: Math.min(...ys), x2: Math.max(...xs), y2: Math.max(...ys) };
}
