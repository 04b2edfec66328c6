import type { Pixels } from "../../decode/pixels.ts";
import { openSession } from "../../onnx/session.ts";
import { checkedModelFile } from "../model-file.ts";
import { bgrTensor } from "../text-line/bgr-tensor.ts";
import { readCharacters } from "../text-line/characters.ts";
import { createAlignment } from "./alignment.ts";
import { LINE_HEIGHT_PX, MIN_WIDTH_PX } from "./cut-line.ts";
import type { VerifyConfig } from "./schema.ts";

const NORMALISATION = { mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] } as const;
export interface WordReader {
  /** How well the pixels in a box read as one of the words: mean logarithm for each letter, at most 0. */
  align(line: Pixels): Promise<number>;
  close(): Promise<void>;
}

/**
 * Loads the recogniser and warms it up on a blank line.
 *
 * @throws {Error} with the reason, when it cannot be loaded or does not match its list of characters
 */
export async function openWordReader(config: WordFiles, modelsDir: string): Promise<WordReader> {
  const characters = await readCharacters(modelsDir, config.characters);
  const session = await openSession(await checkedModelFile(modelsDir, config));
  const alignments = config.words.map((word) => createAlignment(word.replaceAll(" ", ""), characters));
  const read = async (line: Pixels) => {
    const [output] = await session.run((memory) => bgrTensor(line, NORMALISATION, memory));
    if (output?.dims.length !== 3) throw new Error("the recogniser's output is not [1, steps, classes]");
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
  return {
    async align(line) {
      const output = await read(line);
      return Math.max(...alignments.map((alignment) => alignment(output)));
    },
    close: () => session.close(),
  };
}

type WordFiles = Pick<VerifyConfig, "file" | "sha256" | "characters" | "words">;

const BLANK: Pixels = {
  data: new Uint8Array(MIN_WIDTH_PX * LINE_HEIGHT_PX * 3).fill(255),
  width: MIN_WIDTH_PX,
  height: LINE_HEIGHT_PX,
};
