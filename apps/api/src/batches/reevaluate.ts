import type { ResultRecord } from "@symphony/batch-store";
import type { ClosestMatch } from "@symphony/contract";

const rounded = (confidence: number): number => Math.round(confidence * 10_000) / 10_000;

/**
 * A row as it would be with another threshold, from what its stages found. The first stage that found enough
 * decides; where none did and some were never asked, the image has to be judged. A stage is taken at its word:
 * what it found when it could stop early is what it found.
 */
export function reevaluate(record: ResultRecord, threshold: number): ResultRecord | "keep" | "judge" {
  if (record.result.Is_Valid === "Error") return "keep";
  const findings = findingsOf(record);
  const decisive = findings.find(({ confidence }) => confidence >= threshold);
  if (decisive === undefined && (record.stages_left ?? (record.result.Is_Valid === "Valid" ? 1 : 0)) > 0)
    return "judge";
  const near_miss =
    decisive === undefined ? (findings.toSorted((a, b) => b.confidence - a.confidence)[0] ?? null) : null;
  const shown = decisive ?? near_miss;
  const result: ResultRecord["result"] = {
    ...record.result,
    Is_Valid: decisive === undefined ? "Invalid" : "Valid",
    Confidence: shown === null ? null : rounded(shown.confidence),
    Detected_By: decisive?.stage ?? null,
    Bounding_Box: decisive?.box ?? null,
  };
  const { Is_Valid, Detected_By } = record.result;
  if (result.Is_Valid === Is_Valid && result.Detected_By === Detected_By) return "keep";
  return { ...record, processed_at: new Date().toISOString(), near_miss, result };
}

/** Rows of older versions have only the finding that was shown. */
function findingsOf({ findings, near_miss, result }: ResultRecord): readonly ClosestMatch[] {
  if (findings !== undefined) return findings;
  const { Detected_By: stage, Confidence: confidence, Bounding_Box: box } = result;
  if (stage !== null && confidence !== null && box !== null) return [{ stage, confidence, box }];
  return near_miss === null ? [] : [near_miss];
}
