import type { BoundingBox, ClosestMatch } from "@symphony/contract";

/** What the cascade says about one image. `Invalid` carries the best near miss, so that a threshold can be applied again. */
export interface Classification {
  verdict: "Valid" | "Invalid";
  /** Of the box that decided, or of the near miss; null when no stage saw anything. */
  confidence: number | null;
  detected_by: string | null;
  box: BoundingBox | null;
  near_miss: ClosestMatch | null;
  /** The best finding of each stage that looked and found something, in their order. */
  findings: readonly ClosestMatch[];
  /** Stages that were not asked, and would be with a higher threshold. */
  stages_left: number;
  /** Milliseconds spent in each stage that ran. */
  stage_ms: Readonly<Record<string, number>>;
}
