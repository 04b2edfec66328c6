import { decodeCtc } from "./ctc.ts";
import type { LineOutput } from "./ctc.ts";
import { bareText, editDistance } from "./edit-distance.ts";
import type { RotatedBox } from "./rotated-box.ts";
import { createSpelling } from "./spelling.ts";

/** Breadth of a letter in heights of its box, from condensed to spaced out. */
const LETTER_ASPECT_MIN = 0.2;
const LETTER_ASPECT_MAX = 1.6;
/** Weaker than this, a word is not a near miss but another word. */
const MIN_CONFIDENCE = 0.02;

export interface WordMatcher {
  /** Whether a box has the shape that one of the words needs: a cheap gate before reading. */
  mayHold(box: Pick<RotatedBox, "width" | "height">): boolean;
  /** How sure it is that the line is one of the words and nothing else, 0..1; 0 beyond the allowed edits. */
  match(line: LineOutput): number;
}

/**
 * Compares lines of text with the brand's names. A line must be within `maxEdits` letters of a name; how sure
 * it then is, is the mean probability of what was read times how well the name explains it.
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
    mayHold({ width, height }) {
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
