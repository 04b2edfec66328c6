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

/** The probability that a proposal is the logo. */
export function confidenceOf({ alignment, score, likeness }: Evidence, weights: Calibration): number {
  const { intercept, reading, proposal } = weights;
  return sigmoid(intercept + reading * alignment + proposal * logit(score) + weights.likeness * likeness);
}
