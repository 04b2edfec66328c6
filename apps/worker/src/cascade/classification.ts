import type { Decision, StageFinding } from "./decide.ts";

/** What the cascade found in one image, and what it decided. */
export interface Classification extends Decision {
  brand: string;
  /** The best findings of each stage that ran and found something, in the order of the stages. */
  findings: readonly StageFinding[];
  /**
   * Stages that did not run because an earlier one decided. They would run with a higher threshold. For a picture that
   * is looked at on white and on dark, those of both.
   */
  stages_left: number;
  /** Milliseconds of each stage that ran. */
  stage_ms: Readonly<Record<string, number>>;
}
