import type { LineProbabilities } from "../text-line/line-reader.ts";

/** Keeps logarithms finite, for a line that is too short for the word as well. */
const SMALLEST_PROBABILITY = 1e-6;
export const LOWEST_ALIGNMENT = Math.log(SMALLEST_PROBABILITY);

/**
 * How well a line reads as a word and nothing else: the logarithm of the probability of the best alignment of its
 * letters to the steps, divided by the number of letters. 0 is certain, -1 means a third for each letter. Viterbi
 * over the CTC lattice (Graves et al., "Connectionist Temporal Classification", 2006); upper and lower case count as
 * the same letter.
 *
 * @param word letters and digits only
 * @param characters the character of each class from 1 on
 */
export function createAlignment(word: string, characters: readonly string[]): (line: LineProbabilities) => number {
  const letters = [...word.toLowerCase()];
  const classesOf = letters.map((letter) =>
    characters.flatMap((character, index) => (character.toLowerCase() === letter ? [index + 1] : [])),
  );
  // States of the lattice: blank, letter, blank, letter, ..., blank.
  const states = 2 * letters.length + 1;
  return ({ probabilities, classes }) => {
    const gain = (step: number, state: number): number => {
      const options = state % 2 === 0 ? BLANK : classesOf[(state - 1) / 2]!;
      let sum = SMALLEST_PROBABILITY;
      for (const index of options) sum += probabilities[step * classes + index]!;
      return Math.log(sum);
    };
    let scores = Array.from({ length: states }, (_, state) => (state <= 1 ? gain(0, state) : -Infinity));
    for (let step = 1; step < probabilities.length / classes; step += 1) {
      scores = scores.map((_, state) => gain(step, state) + bestEntry(scores, state, letters));
    }
    const best = Math.max(scores[states - 1]!, scores[states - 2]!) / letters.length;
    return Math.max(best, LOWEST_ALIGNMENT);
  };
}

const BLANK: readonly number[] = [0];

/** The best transition into a state: from itself, from the previous one, or past the blank between two different letters. */
function bestEntry(scores: readonly number[], state: number, letters: readonly string[]): number {
  const mayPassBlank = state % 2 === 1 && state >= 3 && letters[(state - 1) / 2] !== letters[(state - 3) / 2];
  return Math.max(scores[state]!, scores[state - 1] ?? -Infinity, mayPassBlank ? scores[state - 2]! : -Infinity);
}
