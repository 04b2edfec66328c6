import type { ScheduleRun } from "@symphony/contract";
import { batchAddress } from "../../browser/address.ts";
import { formatWhen } from "../../browser/format.ts";
import { t } from "../../browser/language/text.ts";
import { compareAddress } from "../../browser/compare-address.ts";
import { activityOfRun } from "./activity.ts";
import classes from "../history-table.module.css";

const COLUMNS = ["due", "images", "verdicts", "share", "alarm", "batch"] as const;

/** The runs of a schedule, the newest first, with what each one changed. */
export function RunTable({ runs, name }: { runs: readonly ScheduleRun[]; name: string }) {
  const earlierOf = (nth: number): string | undefined =>
    runs.slice(nth + 1).find(({ batch_id }) => batch_id !== null)?.batch_id ?? undefined;
  return (
    <div className={classes["scroll"]} tabIndex={0} role="region" aria-label={t("schedules.runs", { name })}>
      <table className={classes["table"]}>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {t(`schedules.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map((run, nth) => (
            <RunRow key={run.due_at} run={run} before={earlierOf(nth)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RunRow({ run, before }: { run: ScheduleRun; before: string | undefined }) {
  const { due_at, images, verdicts, invalid_share: share, earlier_share: earlier, alarm, batch_id, error } = run;
  const state = t(`schedules.state.${run.state}`);
  const verdictsPending = images === null || activityOfRun(run) === undefined ? "–" : state;
  return (
    <tr>
      <th scope="row">{formatWhen(due_at)}</th>
      <td>{error ?? (images === null ? state : t("schedules.images", { ...images }))}</td>
      <td>{verdicts === null ? verdictsPending : t("schedules.verdicts", { ...verdicts })}</td>
      <td>{shareText(share, earlier)}</td>
      <td>{t(`schedules.alarm.${alarm}`)}</td>
      <td>
        {batch_id === null ? "–" : <a href={batchAddress(batch_id)}>{batch_id.slice(0, 8)}</a>}{" "}
        {batch_id !== null && before !== undefined && (
          <a href={compareAddress(batch_id, before)}>{t("schedules.compare")}</a>
        )}
      </td>
    </tr>
  );
}

function shareText(now: number | null, before: number | null): string {
  if (now === null) return "–";
  if (before === null) return t("schedules.firstShare", { now: percent(now) });
  return t("schedules.share", { now: percent(now), before: percent(before) });
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;
