import type { BatchRecord, Run } from "@symphony/contract";
import { formatWhen } from "../browser/format.ts";
import { t, tn } from "../browser/language/text.ts";
import { stageLabel } from "../shared-ui/labels.ts";
import classes from "./record.module.css";

/** Digits of a fingerprint that tell two models apart. */
const MODEL_DIGITS = 12;

/** Every pass over the batch, and what it changed. */
export function RunList({ record: { runs, thresholds, model } }: { record: BatchRecord }) {
  const limits = Object.entries(thresholds).map(([stage, threshold]) => `${stageLabel(stage)} ${threshold}`);
  if (runs[0]?.completed_at == null) return null;
  return (
    <details className={classes["runs"]}>
      <summary>{tn("runs.count", runs.length)}</summary>
      <ol>
        {runs.map((run) => (
          <li key={run.run}>{textOf(run)}</li>
        ))}
      </ol>
      <p className="quiet">
        {limits.length > 0 && `${t("runs.thresholds", { thresholds: limits.join(", ") })} `}
        {model !== null && t("runs.model", { model: model.slice(0, MODEL_DIGITS) })}
      </p>
    </details>
  );
}

function textOf({ run, items, corrected = 0, threshold, changed, completed_at: at, counts }: Run): string {
  const what =
    threshold !== null
      ? t("runs.threshold", { threshold: String(threshold) })
      : corrected > 0
        ? tn("runs.corrected", corrected)
        : tn(run === 0 ? "runs.checked" : "runs.again", items);
  const effect = changed === null ? [] : [tn("runs.changed", changed)];
  const result = counts === null ? [] : [t("runs.valid", { valid: counts.valid, total: counts.total })];
  return `${at === null ? t("runs.running") : formatWhen(at)}: ${[what, ...effect, ...result].join(", ")}`;
}
