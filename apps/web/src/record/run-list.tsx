import type { BatchRecord, Run } from "@symphony/contract";
import { t, tn } from "../browser/language/text.ts";
import { formatWhen } from "../browser/format.ts";
import { percent, stageLabel } from "../shared-ui/labels.ts";
import classes from "./record.module.css";

/** Every pass over the batch, and what it changed. */
export function RunList({ record: { runs, thresholds, model } }: { record: BatchRecord }) {
  const limits = Object.entries(thresholds).map(([stage, threshold]) => `${stageLabel(stage)} ${percent(threshold)}`);
  if (runs[0]?.completed_at == null) return null;
  return (
    <details className={classes["runs"]}>
      <summary>{tn("run.count", runs.length)}</summary>
      <ol>
        {runs.map((run) => (
          <li key={run.run}>{textOf(run)}</li>
        ))}
      </ol>
      <p className="quiet">
        {limits.length > 0 && `${t("run.thresholds", { list: limits.join(", ") })} `}
        {model !== null && t("run.model", { model: model.slice(0, 12) })}
      </p>
    </details>
  );
}

function textOf({ run, items, threshold, changed, completed_at: at, counts }: Run): string {
  const what =
    threshold !== null
      ? t("run.threshold", { threshold: percent(threshold) })
      : run === 0
        ? tn("run.checked", items)
        : tn("run.again", items);
  const effect = changed === null ? "" : `, ${tn("run.changed", changed)}`;
  const result = counts === null ? "" : `, ${t("recent.valid", { valid: counts.valid, total: counts.total })}`;
  return `${at === null ? t("run.running") : formatWhen(at)}: ${what}${effect}${result}`;
}
