import type { Counts } from "@symphony/contract";
import classes from "./verdict-bar.module.css";

const PARTS = ["valid", "invalid", "error"] as const;

/** A progress bar that shows the verdicts of the finished items. */
export function VerdictBar({
  counts,
  height,
  label,
}: {
  counts: Pick<Counts, "total" | "valid" | "invalid" | "error">;
  height: number;
  label?: string;
}) {
  const done = counts.valid + counts.invalid + counts.error;
  const share = (count: number): number => (counts.total === 0 ? 0 : (100 * count) / counts.total);
  const bar = PARTS.map((part) => <span key={part} data-part={part} style={{ width: `${share(counts[part])}%` }} />);
  if (label === undefined)
    return (
      <span className={classes["bar"]} style={{ height }} aria-hidden>
        {bar}
      </span>
    );
  return (
    <div
      className={classes["bar"]}
      style={{ height }}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(share(done))}
    >
      {bar}
    </div>
  );
}
