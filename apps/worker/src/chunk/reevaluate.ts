import { findingsOf, hasStagesLeft } from "@symphony/batch-store";
import type { ResultRecord } from "@symphony/batch-store";
import { decide } from "../cascade/decide.ts";
import { decidedColumns, decidedFields } from "../result-record.ts";

/**
 * A result under another threshold, from what the stages found before. An error is carried over, and so are the
 * columns and the time of a result that does not change. What a stage found is final, also where it could stop early; what was only proposed for
 * verification stays a proposal.
 *
 * @returns `undefined` when no finding reaches the threshold and some stages never ran: the image has to be inspected
 */
export function reevaluate(previous: ResultRecord, threshold: number): ResultRecord | undefined {
  const { result } = previous;
  if (result.Is_Valid === "Error") return previous;
  const decision = decide(findingsOf(previous), () => threshold);
  if (decision.verdict === "Invalid" && hasStagesLeft(previous)) return undefined;
  const record = { ...previous, ...decidedFields(decision, previous.brand ?? null) };
  if (decision.verdict === result.Is_Valid && decision.detected_by === result.Detected_By) return record;
  return { ...record, processed_at: new Date().toISOString(), result: { ...result, ...decidedColumns(decision) } };
}
