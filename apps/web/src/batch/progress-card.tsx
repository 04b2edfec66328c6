import type { BatchId, Status } from "@symphony/contract";
import { formatNumber } from "../browser/format.ts";
import { t, tn } from "../browser/language/text.ts";
import { statusLabel } from "../shared-ui/labels.ts";
import { VerdictBar } from "../shared-ui/verdict-bar.tsx";
import { useNoWorkers } from "../state/capabilities.ts";
import { useNotChecked } from "../state/items/use-not-checked.ts";
import { ControlButtons } from "./control-buttons.tsx";
import { NotificationSwitch } from "./notification-switch.tsx";
import classes from "./progress-card.module.css";
import { ProgressMessage } from "./progress-message.tsx";
import { Stat } from "./stat.tsx";
import { UNKNOWN, useProgressTimes } from "./use-progress-times.ts";

const NO_COUNTS = { total: 0, valid: 0, invalid: 0, error: 0, processed: 0, pending: 0 };

export function ProgressCard({ id, status }: { id: BatchId; status: Status | undefined }) {
  const counts = status?.counts ?? NO_COUNTS;
  const unfinished = status?.status === "processing" || status?.status === "paused";
  const noWorkers = useNoWorkers(status?.status === "processing");
  const times = useProgressTimes(status);
  const counted = useNotChecked(id, status);
  // Until it is known, all that the server counts as errors may be images that were not checked.
  const notChecked = counted ?? counts.error;
  const error = counts.error - notChecked;
  const done = counts.processed - notChecked;
  const share = notChecked === 0 ? (status?.progress_percentage ?? 0) : (100 * done) / counts.total;
  return (
    <section className={`card ${classes["card"]}`} aria-label={t("progress.label")} aria-busy={status === undefined}>
      <div className={classes["top"]}>
        <div className={classes["headline"]}>
          <span className={`${classes["percent"]} numbers`}>{Math.floor(share)} %</span>
          <span className={classes["state"]} data-state={status?.status}>
            {status === undefined ? t("progress.loading") : statusLabel(status.status)}
          </span>
          <span className="quiet numbers">
            {status === undefined ? "" : tn("progress.done", counts.total, { done })}
          </span>
        </div>
        <ControlButtons id={id} status={status} />
      </div>
      <VerdictBar counts={{ ...counts, error }} height={12} label={t("progress.bar")} />
      <dl className={classes["stats"]}>
        <Stat name={t("verdict.Valid")} hint={t("stat.valid")} value={formatNumber(counts.valid)} tone="valid" />
        <Stat
          name={t("verdict.Invalid")}
          hint={t("stat.invalid")}
          value={formatNumber(counts.invalid)}
          tone="invalid"
        />
        <Stat name={t("stat.errors")} hint={t("stat.error")} value={formatNumber(error)} tone="error" />
        {notChecked > 0 && (
          <Stat name={t("state.skipped")} hint={t("stat.notChecked")} value={formatNumber(notChecked)} />
        )}
        <Stat name={t("stat.rate")} value={times.rate} />
        <Stat name={t("stat.elapsed")} hint={times.isLastRun ? t("stat.lastRun") : undefined} value={times.elapsed} />
        {notChecked === 0 && <Stat name={t("stat.remaining")} value={noWorkers ? UNKNOWN : times.remaining} />}
      </dl>
      <div className={classes["foot"]}>
        <ProgressMessage id={id} status={status} notChecked={notChecked} noWorkers={noWorkers} />
        {unfinished && <NotificationSwitch />}
      </div>
    </section>
  );
}
