import { decodeCtc } from "./ctc.ts";
import type { LineOutput } from "./ctc.ts";
import { bareText, editDistance } from "./edit-distance.ts";
import type { RotatedBox } from "../text-line/rotated-box.ts";
import { createSpelling } from "./spelling.ts";

/** Width of a letter in heights of its box, from condensed to widely spaced lettering, or a mark with stripes beside it. */
const LETTER_ASPECT_MIN = 0.2;
const LETTER_ASPECT_MAX = 2.5;
/** A weaker match is a different word, and not worth reporting as a closest match. */
const MIN_CONFIDENCE = 0.02;

export interface WordMatcher {
  /** Whether one of the words fits the proportions of a box: a cheap check before reading. */
  fits(box: Pick<RotatedBox, "width" | "height">): boolean;
  /** Confidence that the line is one of the words and nothing else, 0..1; 0 beyond the allowed edits. */
  match(line: LineOutput): number;
}

/**
 * Compares lines of text with the brand's names. A line must be within `maxEdits` letters of a name. The confidence
 * is then the mean probability of the characters read, times how well the name explains the line.
 */
export function createWordMatcher(
  words: readonly string[],
  maxEdits: number,
  characters: readonly string[],
): WordMatcher {
  const names = words.map(bareText).map((name) => ({ name, spelling: createSpelling(name, characters) }));
  const lengths = names.map(({ name }) => name.length);
  const narrowest = Math.min(...lengths) * LETTER_ASPECT_MIN;
  const widest = Math.max(...lengths) * LETTER_ASPECT_MAX;
  return {
    fits({ width, height }) {
      const aspect = width / height;
      return aspect >= narrowest && aspect <= widest;
    },
    match(line) {
      const reading = decodeCtc(line, characters);
      const bare = bareText(reading.text);
      const near = names.filter(({ name }) => editDistance(bare, name) <= Math.min(maxEdits, name.length - 1));
      const confidence = Math.max(0, ...near.map(({ spelling }) => reading.confidence * spelling(line)));
      return confidence < MIN_CONFIDENCE ? 0 : confidence;
    },
  };
}
