import type { Finding } from "../stage.ts";
import type { RotatedBox } from "../text-line/rotated-box.ts";
import type { Evidence } from "./calibration.ts";

/** A proposal, and what is known about it so far. */
export interface Candidate {
  proposal: Finding;
  /** The likeliest first, at least one. */
  views: readonly RotatedBox[];
  evidence: Evidence;
}

/**
 * The alignment of a proposal that is not read. With a classifier no alignment is worse: a mark whose letters are
 * broken by scaling reads like any other word, so only a good reading says something.
 */
export const UNREAD_ALIGNMENT = -4;
