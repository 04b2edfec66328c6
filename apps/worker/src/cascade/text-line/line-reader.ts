import type { Pixels } from "../../decode/pixels.ts";
import { openSession } from "../../onnx/session.ts";
import { bgrTensor } from "./bgr-tensor.ts";
import { LINE_HEIGHT_PX, MIN_WIDTH_PX } from "./cut-line.ts";

/** A recogniser's output for one line: `steps * classes` probabilities, step by step. Class 0 is the blank. */
export interface LineProbabilities {
  probabilities: ArrayLike<number>;
  classes: number;
}

export interface LineReader {
  read(line: Pixels): Promise<LineProbabilities>;
  close(): Promise<void>;
}

const NORMALISATION = { mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] } as const;
const BLANK: Pixels = {
  data: new Uint8Array(MIN_WIDTH_PX * LINE_HEIGHT_PX * 3).fill(255),
  width: MIN_WIDTH_PX,
  height: LINE_HEIGHT_PX,
};

/**
 * Loads a recogniser of the PP-OCR family and warms it up on a blank line.
 *
 * @param characters the character of each class from 1 on
 * @throws {Error} with the reason, when it cannot be loaded or does not match its list of characters
 */
export async function openLineReader(file: string, characters: readonly string[]): Promise<LineReader> {
  const session = await openSession(file);
  const read = async (line: Pixels): Promise<LineProbabilities> => {
    const [output] = await session.run((memory) => bgrTensor(line, NORMALISATION, memory));
    if (output?.dims.length !== 3) throw new Error("the recogniser's output is not [1, steps, classes]");
    if (output.data.includes(NaN)) throw new Error("the recogniser's output is not a number");
    return { probabilities: output.data, classes: output.dims[2]! };
  };
  try {
    const { classes } = await read(BLANK);
    if (classes !== characters.length + 1)
      throw new Error(
        `the recogniser has ${classes} classes, but its characters and the blank make ${characters.length + 1}`,
      );
  } catch (error) {
    await session.close();
    throw error;
  }
  return { read, close: () => session.close() };
}
