/**
 * What a recogniser says about one line: for each step, a probability for each class. Class 0 is the blank,
 * class k the k-th character.
 */
export interface LineOutput {
  /** `steps * classes` values, row by row. */
  probabilities: ArrayLike<number>;
  classes: number;
  /** The likeliest class of each step. */
  best: readonly number[];
}

export interface Reading {
  text: string;
  /** Mean probability of the characters, 0..1. */
  confidence: number;
}

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
 * Best-path decoding (Graves et al., "Connectionist Temporal Classification", 2006): the likeliest class of
 * each step, repeats merged, blanks dropped.
 */
export function decodeCtc({ probabilities, classes, best }: LineOutput, characters: readonly string[]): Reading {
  const kept = best.flatMap((index, step) => (index !== 0 && index !== best[step - 1] ? [{ index, step }] : []));
  const text = kept.map(({ index }) => characters[index - 1] ?? "").join("");
  const total = kept.reduce((sum, { index, step }) => sum + probabilities[step * classes + index]!, 0);
  return { text, confidence: kept.length === 0 ? 0 : total / kept.length };
}
