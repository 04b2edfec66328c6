import { countsOf } from "@symphony/contract";
import type { Verdict } from "@symphony/contract";
import { decidedUpTo } from "../results/result-record.ts";
import type { ResultRecord } from "../results/result-record.ts";
import type { Final } from "../state/final.ts";

type Summary = Pick<Final, "counts" | "errors_by_category" | "valid_by_stage" | "decided_up_to" | "thresholds">;

/** Adds up the results of a batch one by one. */
export function createBatchSummary(total: number) {
  const tally: Record<Verdict, number> = { Valid: 0, Invalid: 0, Error: 0 };
  const errors: Final["errors_by_category"] = {};
  const stages: Final["valid_by_stage"] = {};
  const thresholds: Record<string, number> = {};
  const failed: number[] = [];
  let lowest = 1;
  return {
    /** Items that ended in an error, in the order of `add`. */
    failed,
    add(record: ResultRecord): void {
      const { Is_Valid, Detected_By, Error_Category } = record.result;
      tally[Is_Valid] += 1;
      if (Is_Valid === "Error") failed.push(record.seq);
      if (Detected_By !== null) stages[Detected_By] = (stages[Detected_By] ?? 0) + 1;
      if (Error_Category !== null) errors[Error_Category] = (errors[Error_Category] ?? 0) + 1;
      const stage = Detected_By ?? record.near_miss?.stage;
      if (stage !== undefined && typeof record.threshold === "number") thresholds[stage] = record.threshold;
      lowest = Math.min(lowest, decidedUpTo(record));
    },
    summary: (): Summary => ({
      counts: countsOf({ total, valid: tally.Valid, invalid: tally.Invalid, error: tally.Error }),
      errors_by_category: errors,
      valid_by_stage: stages,
      thresholds,
      decided_up_to: lowest,
    }),
  };
}
