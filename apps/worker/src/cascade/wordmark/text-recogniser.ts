import type { Pixels } from "../../decode/pixels.ts";
import { cutLine } from "../text-line/cut-line.ts";
import { openLineReader } from "../text-line/line-reader.ts";
import { turnedBox } from "../text-line/rotated-box.ts";
import type { RotatedBox } from "../text-line/rotated-box.ts";
import { createLineOutput } from "./ctc.ts";
import type { LineOutput } from "./ctc.ts";
import { findReader } from "./ocr-models.ts";

/** A line longer than 20 times its height has more text than a name. */
const MAX_WIDTH_PX = 960;
/** Beyond this angle (60 degrees) it is unknown at which end the text begins. */
const STEEP_RADIANS = Math.PI / 3;

export interface TextRecogniser {
  /** The character of each class from 1 on. */
  characters: readonly string[];
  /** Reads a box: once, or from both ends when the line is steep. */
  read(pixels: Pixels, box: RotatedBox): Promise<LineOutput[]>;
  close(): Promise<void>;
}

/** @throws {Error} with the reason, when the recogniser cannot be loaded or does not match its list of characters */
export async function openTextRecogniser(): Promise<TextRecogniser> {
  const { model, characters } = await findReader();
  const reader = await openLineReader(model, characters);
  const readOnce = async (pixels: Pixels, box: RotatedBox): Promise<LineOutput> => {
    const { probabilities, classes } = await reader.read(cutLine(pixels, box, MAX_WIDTH_PX));
    return createLineOutput(probabilities, classes);
  };
  return {
    characters,
    async read(pixels, box) {
      const readings = [await readOnce(pixels, box)];
      if (Math.abs(box.angle) > STEEP_RADIANS) readings.push(await readOnce(pixels, turnedBox(box)));
      return readings;
    },
    close: () => reader.close(),
  };
}
