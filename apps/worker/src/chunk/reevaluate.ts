import type { ResultRecord } from "@symphony/batch-store";
import { decide } from "../cascade/decide.ts";
import type { StageFinding } from "../cascade/decide.ts";
import { decidedColumns } from "../result-record.ts";

/**
 * A result under another threshold, from what the stages found before. An error is carried over, and so is a result
 * that does not change. What a stage found is final, also where it could stop early.
 *
 * @returns `undefined` when no finding reaches the threshold and some stages never ran: the image has to be inspected
 */
export function reevaluate(previous: ResultRecord, threshold: number): ResultRecord | undefined {
  const { result } = previous;
  if (result.Is_Valid === "Error") return previous;
  const decision = decide(findingsOf(previous), () => threshold);
  if (decision.verdict === "Invalid" && stagesLeft(previous) > 0) return undefined;
  if (decision.verdict === result.Is_Valid && decision.detected_by === result.Detected_By) return previous;
  return {
    ...previous,
    processed_at: new Date().toISOString(),
    near_miss: decision.near_miss,
    result: { ...result, ...decidedColumns(decision) },
  };
}

/** Records of older versions do not say it; there the stages after the one that decided did not run. */
const stagesLeft = ({ stages_left, result }: ResultRecord): number =>
  stages_left ?? (result.Is_Valid === "Valid" ? 1 : 0);

/** Records of older versions have only the finding that decided, or the closest match. */
function findingsOf({ findings, near_miss, result }: ResultRecord): readonly StageFinding[] {
  if (findings !== undefined) return findings;
  const { Detected_By: stage, Confidence: confidence, Bounding_Box: box } = result;
  if (stage !== null && confidence !== null && box !== null) return [{ stage, confidence, box }];
  return near_miss === null ? [] : [near_miss];
}
