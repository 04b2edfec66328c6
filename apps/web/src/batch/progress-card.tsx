import { Switch } from "@mantine/core";
import type { BatchId, Status } from "@symphony/contract";
import { countOf, formatNumber } from "../browser/format.ts";
import { announceToScreenReader } from "../browser/live-region.ts";
import { canNotify, notificationsEnabled, setNotificationsEnabled } from "../browser/notifications.ts";
import { useSignal } from "../browser/use-signal.ts";
import { statusLabel } from "../shared-ui/labels.ts";
import { VerdictBar } from "../shared-ui/verdict-bar.tsx";
import { ControlButtons } from "./control-buttons.tsx";
import classes from "./progress-card.module.css";
import { ProgressMessage } from "./progress-message.tsx";
import { Stat } from "./stat.tsx";
import { useProgressTimes } from "./use-progress-times.ts";

const NO_COUNTS = { total: 0, valid: 0, invalid: 0, error: 0, processed: 0, pending: 0 };

export function ProgressCard({ id, status }: { id: BatchId; status: Status | undefined }) {
  const counts = status?.counts ?? NO_COUNTS;
  const unfinished = status?.status === "processing" || status?.status === "paused";
  const times = useProgressTimes(status);
  return (
    <section className={`card ${classes["card"]}`} aria-label="Progress" aria-busy={status === undefined}>
      <div className={classes["top"]}>
        <div className={classes["headline"]}>
          <span className={`${classes["percent"]} numbers`}>{Math.floor(status?.progress_percentage ?? 0)} %</span>
          <span className={classes["state"]} data-state={status?.status}>
            {status === undefined ? "Loading" : statusLabel(status.status)}
          </span>
          <span className="quiet numbers">
            {status === undefined ? "" : `${formatNumber(counts.processed)} of ${countOf(counts.total, "image")}`}
          </span>
        </div>
        <ControlButtons id={id} status={status} />
      </div>
      <VerdictBar counts={counts} height={12} label="Images checked" />
      <dl className={classes["stats"]}>
        <Stat name="Valid" hint="logo found" value={formatNumber(counts.valid)} tone="valid" />
        <Stat name="Invalid" hint="no logo found" value={formatNumber(counts.invalid)} tone="invalid" />
        <Stat name="Errors" hint="could not be checked" value={formatNumber(counts.error)} tone="error" />
        <Stat name="Images per second" value={times.rate} />
        <Stat name="Time elapsed" value={times.elapsed} />
        <Stat name="Time remaining" value={times.remaining} />
      </dl>
      <div className={classes["foot"]}>
        <ProgressMessage id={id} status={status} />
        {unfinished && <NotificationSwitch />}
      </div>
    </section>
  );
}

function NotificationSwitch() {
  const enabled = useSignal(notificationsEnabled);
  if (!canNotify()) return null;
  const change = async (wanted: boolean): Promise<void> => {
    if (!(await setNotificationsEnabled(wanted)))
      announceToScreenReader("The browser does not allow notifications for this page.");
  };
  return (
    <Switch
      size="sm"
      label="Notify me when it is finished"
      checked={enabled}
      onChange={(event) => void change(event.currentTarget.checked)}
    />
  );
}
