import type { LineProbabilities } from "../text-line/line-reader.ts";

/** A line with its most likely classes; class k is the k-th character. */
export interface LineOutput extends LineProbabilities {
  /** The most likely class of each step. */
  best: readonly number[];
}

export interface Reading {
  text: string;
  /** Mean probability of the characters, 0..1. */
  confidence: number;
}

/** @param probabilities `steps * classes` values of 0..1, step by step */
export function createLineOutput(probabilities: ArrayLike<number>, classes: number): LineOutput {
  const best = Array.from({ length: Math.floor(probabilities.length / classes) }, (_, step) => {
    let winner = 0;
    for (let index = 1, start = step * classes; index < classes; index += 1) {
      if (probabilities[start + index]! > probabilities[start + winner]!) winner = index;
    }
    return winner;
  });
  return { probabilities, classes, best };
}

/**
 * Best-path decoding (Graves et al., "Connectionist Temporal Classification", 2006): the most likely class
 * of each step, with repeats merged and blanks removed.
 */
export function decodeCtc({ probabilities, classes, best }: LineOutput, characters: readonly string[]): Reading {
  const kept = best.flatMap((index, step) => (index !== 0 && index !== best[step - 1] ? [{ index, step }] : []));
  const text = kept.map(({ index }) => characters[index - 1] ?? "").join("");
  const total = kept.reduce((sum, { index, step }) => sum + probabilities[step * classes + index]!, 0);
  return { text, confidence: kept.length === 0 ? 0 : total / kept.length };
}
