import type { LineOutput } from "./ctc.ts";

/** The largest cost of one wrong letter (natural logarithm): a single letter must not decide alone. */
const WORST_STEP = -5;

/** How well a word explains a line, 0..1. */
export type Spelling = (line: LineOutput) => number;

/**
 * Measures how well a word explains a line: 1 when the recogniser reads exactly this word, less for each difference.
 * It finds the best alignment of the word's letters to the steps (Viterbi over the CTC lattice of Graves et al.,
 * 2006), with each step relative to its most likely class, and returns the geometric mean over the letters. A letter
 * that looks similar costs little, because the recogniser was unsure itself ("Sympheny" for a stylised "Symphony").
 * Text beside the word matches no letter and costs much.
 *
 * @param word letters and digits only
 * @param characters the character of each class from 1 on
 */
export function createSpelling(word: string, characters: readonly string[]): Spelling {
  const letters = [...word].map((letter) => classesOf(letter, characters));
  const silent = characters.map((character) => !/[\p{L}\p{N}]/u.test(character));
  // States of the lattice: blank, letter, blank, letter, ..., blank.
  const states = 2 * letters.length + 1;
  return (line) => {
    let scores = new Float64Array(states).fill(-Infinity);
    line.best.forEach((best, step) => {
      const isSilent = best === 0 || silent[best - 1] === true;
      const blank = isSilent ? 0 : logOdds(line, step, [0]);
      const next = new Float64Array(states);
      for (let state = 0; state < states; state += 1) {
        const gain = state % 2 === 0 ? blank : logOdds(line, step, letters[(state - 1) / 2]!);
        next[state] = gain + (step === 0 ? entry(state) : bestEntry(scores, state, letters));
      }
      scores = next;
    });
    return Math.exp(Math.max(scores[states - 1]!, scores[states - 2]!) / letters.length);
  };
}

/** A line starts with a blank or with the first letter. */
const entry = (state: number): number => (state <= 1 ? 0 : -Infinity);

/** The best transition into a state: from itself, from the previous one, or past the blank between two different letters. */
function bestEntry(scores: Float64Array, state: number, letters: readonly (readonly number[])[]): number {
  const same = scores[state]!;
  const previous = scores[state - 1] ?? -Infinity;
  const isLaterLetter = state % 2 === 1 && state >= 3;
  const maySkip = isLaterLetter && letters[(state - 1) / 2]![0] !== letters[(state - 3) / 2]![0];
  return Math.max(same, previous, maySkip ? scores[state - 2]! : -Infinity);
}

/** The classes of a letter: upper and lower case. */
function classesOf(letter: string, characters: readonly string[]): number[] {
  const indices = [...new Set([letter.toLowerCase(), letter.toUpperCase()])].map((form) => characters.indexOf(form));
  return indices.filter((index) => index >= 0).map((index) => index + 1);
}

/** Logarithm of the probability of the best of these classes at a step, relative to the most likely class; at most 0. */
function logOdds({ probabilities, classes, best }: LineOutput, step: number, options: readonly number[]): number {
  const start = step * classes;
  let probability = 0;
  for (const index of options) probability = Math.max(probability, probabilities[start + index]!);
  return Math.max(WORST_STEP, Math.log(probability / probabilities[start + best[step]!]!));
}
