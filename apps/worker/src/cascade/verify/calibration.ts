/** Weights of a logistic regression, fitted by models/calibration. */
export interface Calibration {
  intercept: number;
  reading: number;
  proposal: number;
}

/** Keeps the odds of a detector that is certain finite. */
const SCORE_MARGIN = 0.001;

export const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

export function logit(probability: number): number {
  const inside = Math.min(1 - SCORE_MARGIN, Math.max(SCORE_MARGIN, probability));
  return Math.log(inside / (1 - inside));
}

/**
 * The probability that a proposal is the logo.
 *
 * @param alignment how well it reads as the name: mean logarithm for each letter, at most 0
 * @param score the detector's confidence, 0..1
 */
export function confidenceOf(alignment: number, score: number, { intercept, reading, proposal }: Calibration): number {
  return sigmoid(intercept + reading * alignment + proposal * logit(score));
}
