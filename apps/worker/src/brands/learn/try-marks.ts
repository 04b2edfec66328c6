import { openArtworkStage } from "../../cascade/artwork/artwork-stage.ts";
import type { ArtworkConfig } from "../../cascade/artwork/schema.ts";
import type { Stage } from "../../cascade/stage.ts";
import { decodeImage, MAX_PIXELS_DEFAULT } from "../../decode/decode-image.ts";
import type { DecodedImage } from "../../decode/pixels.ts";
import { chooseMarks } from "./choose-marks.ts";
import { cutMark } from "./cut-mark.ts";
import type { CutMark, Learned, LearnSettings } from "./lesson.ts";

/** Marks that are tried; each costs a fifth of a second for each image. */
const TRIED_MAX = 12;
/** Of views, which are not larger. */
const LONGEST_SIDE_PX = 2048;

const ARTWORK = { name: "artwork", type: "artwork", words: [], mirrored: false } satisfies Partial<ArtworkConfig>;

interface OpenMark extends CutMark {
  from: number;
  stage: Stage;
  found: Set<number>;
}

/** Cuts out the marks that people saw, looks for each in all images, and chooses those that find what was missed. */
export async function tryMarks(settings: LearnSettings): Promise<Learned> {
  const end = performance.now() + settings.timeLimitMs;
  const marks = await openMarks(settings);
  const missed: number[] = [];
  for (const [nth, { path, isMissed }] of settings.images.entries()) {
    if (performance.now() > end) break;
    const image = await decoded(path);
    if (image === undefined) continue;
    if (isMissed) missed.push(nth);
    for (const { stage, found } of marks) if (await isIn(stage, image)) found.add(nth);
  }
  const { chosen, found } = chooseMarks(marks, missed, settings.marksMax);
  const cut = chosen.map((nth) => marks[nth]!).map(({ file, width, height }) => ({ file, width, height }));
  return { chosen: cut, tried: marks.length, missed: missed.length, found };
}

/** A mark that is too small or too plain to be looked for is left out. */
async function openMarks({ images, dir, threshold }: LearnSettings): Promise<OpenMark[]> {
  const marks: OpenMark[] = [];
  for (const [from, image] of images.entries()) {
    if (image.box === undefined || marks.length === TRIED_MAX) continue;
    const picture = await decoded(image.path);
    if (picture === undefined) continue;
    const cut = await cutMark(picture, image.box, image, dir, `mark-${from}.png`);
    const artwork: ArtworkConfig = { ...ARTWORK, threshold, files: [cut.file] };
    const stage = await openArtworkStage(artwork, dir).catch(() => undefined);
    if (stage !== undefined) marks.push({ ...cut, from, stage, found: new Set() });
  }
  return marks;
}

/** @returns undefined for a view that is damaged */
const decoded = (path: string): Promise<DecodedImage | undefined> =>
  decodeImage(path, { maxPixels: MAX_PIXELS_DEFAULT, maxSide: LONGEST_SIDE_PX }).catch(() => undefined);

const isIn = async (stage: Stage, image: DecodedImage): Promise<boolean> =>
  ((await stage.find(image))[0]?.confidence ?? 0) >= stage.threshold;
