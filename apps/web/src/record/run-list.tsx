import type { BatchRecord, Run } from "@symphony/contract";
import { countOf, formatNumber, formatWhen } from "../browser/format.ts";
import classes from "./record.module.css";

/** Every pass over the batch, and what it changed. */
export function RunList({ record: { runs, thresholds, model } }: { record: BatchRecord }) {
  const limits = Object.entries(thresholds).map(([stage, threshold]) => `${stage} ${threshold}`);
  if (runs[0]?.completed_at == null) return null;
  return (
    <details className={classes["runs"]}>
      <summary>{countOf(runs.length, "run")}</summary>
      <ol>
        {runs.map((run) => (
          <li key={run.run}>{textOf(run)}</li>
        ))}
      </ol>
      <p className="quiet">
        {limits.length > 0 && `Threshold: ${limits.join(", ")}. `}
        {model !== null && `Model ${model.slice(0, 12)}.`}
      </p>
    </details>
  );
}

function textOf({ run, items, threshold, changed, completed_at: at, counts }: Run): string {
  const what =
    threshold !== null
      ? `Threshold ${threshold}`
      : run === 0
        ? `${countOf(items, "image")} checked`
        : `${countOf(items, "image")} checked again`;
  const effect = changed === null ? "" : `, ${countOf(changed, "verdict")} changed`;
  const result = counts === null ? "" : `, ${formatNumber(counts.valid)} of ${formatNumber(counts.total)} valid`;
  return `${at === null ? "Running" : formatWhen(at)}: ${what}${effect}${result}`;
}
