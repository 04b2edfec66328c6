import type { Pixels } from "../../decode/pixels.ts";
import { openSession } from "../../onnx/session.ts";
import { createLineOutput } from "./ctc.ts";
import type { LineOutput } from "./ctc.ts";
import { cropLine } from "../text-line/line-crop.ts";
import { openReaderFiles } from "./ocr-models.ts";
import { turnedBox } from "../text-line/rotated-box.ts";
import type { RotatedBox } from "../text-line/rotated-box.ts";
import { bgrTensor } from "../text-line/bgr-tensor.ts";

const NORMALISATION = { mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] } as const;
const LINE_HEIGHT_PX = 48;
const MIN_WIDTH_PX = 48;
/** A line longer than 20 times its height has more text than a name. */
const MAX_WIDTH_PX = 960;
/** Beyond this angle (60 degrees) it is unknown at which end the text begins. */
const STEEP_RADIANS = Math.PI / 3;

const BLANK: Pixels = { data: new Uint8Array(3).fill(255), width: 1, height: 1 };

export interface TextRecogniser {
  /** The character of each class from 1 on. */
  characters: readonly string[];
  /** Reads a box: once, or from both ends when the line is steep. */
  read(pixels: Pixels, box: RotatedBox): Promise<LineOutput[]>;
  close(): Promise<void>;
}

/**
 * Loads the recogniser and warms it up on a blank line.
 *
 * @throws {Error} when it cannot be loaded, or does not match the key file
 */
export async function openTextRecogniser(): Promise<TextRecogniser> {
  const { model, characters } = await openReaderFiles();
  const session = await openSession(model);
  const readOnce = async (pixels: Pixels, box: RotatedBox): Promise<LineOutput> => {
    const line = cropLine(pixels, box, lineWidth(box), LINE_HEIGHT_PX);
    const [output] = await session.run((memory) => bgrTensor(line, NORMALISATION, memory));
    if (output === undefined) throw new Error("the text recogniser gave no output");
    return createLineOutput(output.data, output.dims.at(-1)!);
  };
  const { classes } = await readOnce(BLANK, { centre: { x: 0, y: 0 }, width: 1, height: 1, angle: 0 });
  if (classes !== characters.length + 1) {
    throw new Error(
      `the text recogniser has ${classes} classes, but its key file and the blank make ${characters.length + 1}`,
    );
  }
  return {
    characters,
    async read(pixels, box) {
      const readings = [await readOnce(pixels, box)];
      if (Math.abs(box.angle) > STEEP_RADIANS) readings.push(await readOnce(pixels, turnedBox(box)));
      return readings;
    },
    close: () => session.close(),
  };
}

function lineWidth({ width, height }: RotatedBox): number {
  return Math.round(Math.min(MAX_WIDTH_PX, Math.max(MIN_WIDTH_PX, (LINE_HEIGHT_PX * width) / height)));
}
