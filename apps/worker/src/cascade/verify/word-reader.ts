import type { Pixels } from "../../decode/pixels.ts";
import { checkedModelFile } from "../model-file.ts";
import { readCharacters } from "../text-line/characters.ts";
import { openLineReader } from "../text-line/line-reader.ts";
import { createAlignment } from "./alignment.ts";
import type { VerifyConfig } from "./schema.ts";

export interface WordReader {
  /** How well the pixels in a box read as one of the words: mean logarithm for each letter, at most 0. */
  align(line: Pixels): Promise<number>;
  close(): Promise<void>;
}

/** @throws {Error} with the reason, when the recogniser cannot be loaded or does not match its list of characters */
export async function openWordReader(config: WordFiles, modelsDir: string): Promise<WordReader> {
  const characters = await readCharacters(modelsDir, config.characters);
  const reader = await openLineReader(await checkedModelFile(modelsDir, config), characters);
  const alignments = config.words.map((word) => createAlignment(word.replaceAll(" ", ""), characters));
  return {
    async align(line) {
      const output = await reader.read(line);
      return Math.max(...alignments.map((alignment) => alignment(output)));
    },
    close: () => reader.close(),
  };
}

type WordFiles = Pick<VerifyConfig, "file" | "sha256" | "characters" | "words">;
