/** Weights of a logistic regression, fitted by models/calibration. */
export interface Calibration {
  intercept: number;
  reading: number;
  proposal: number;
  likeness: number;
}

/** What is known about a proposal. */
export interface Evidence {
  /** How well it reads as the name: mean logarithm of the probability for each letter, at most 0. */
  alignment: number;
  /** The detector's confidence, 0..1. */
  score: number;
  /** The classifier's logarithm of the odds; 0 without a classifier. */
  likeness: number;
}

/** Keeps the odds of a detector that is certain finite. */
const SCORE_MARGIN = 0.001;

export const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

export function logit(probability: number): number {
  const inside = Math.min(1 - SCORE_MARGIN, Math.max(SCORE_MARGIN, probability));
  return Math.log(inside / (1 - inside));
}

/**
 * Less counts as this much: the classifier knows the lettering that it was trained with, and a proposal that is read
 * clearly may be a mark of another make.
 */
const LEAST_LIKENESS = -1.5;

/** What the weights are for, in their order. */
export const signsOf = ({ alignment, score, likeness }: Evidence): readonly [1, number, number, number] => [
  1,
  alignment,
  logit(score),
  Math.max(LEAST_LIKENESS, likeness),
];

/** The probability that a proposal is the logo. */
export function confidenceOf(evidence: Evidence, weights: Calibration): number {
  const [, alignment, proposal, likeness] = signsOf(evidence);
  const { intercept, reading } = weights;
  return sigmoid(intercept + reading * alignment + weights.proposal * proposal + weights.likeness * likeness);
}

/** As marks read that can be read at all: mostly -0.1 to -0.3. */
const CLEAR_ALIGNMENT = -0.3;

/** Whether a clear reading turns a proposal that is not accepted yet into one that is. */
export function readingDecides(unread: Evidence, weights: Calibration, threshold: number): boolean {
  const readClearly = { ...unread, alignment: CLEAR_ALIGNMENT };
  return confidenceOf(unread, weights) < threshold && confidenceOf(readClearly, weights) >= threshold;
}
