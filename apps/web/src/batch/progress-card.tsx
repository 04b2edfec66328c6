import { Switch } from "@mantine/core";
import type { BatchId, Status } from "@symphony/contract";
import { useEffect, useState } from "react";
import { createPace } from "./throughput.ts";
import { announce } from "../browser/live-region.ts";
import { countOf, formatDuration, formatNumber, formatPace, formatWhen } from "../browser/format.ts";
import { serverNow } from "../browser/server-clock.ts";
import { useSignal } from "../browser/use-signal.ts";
import { useSession } from "../state/use-session.ts";
import classes from "./progress-card.module.css";
import { canNotify, notifyWanted, wantNotifications } from "../browser/notifications.ts";
import { Stat } from "./stat.tsx";
import { SteerButtons } from "./control-buttons.tsx";
import { useNow } from "./use-interval-render.ts";
import { VerdictBar } from "../shared-ui/verdict-bar.tsx";

const STATES: Record<Status["status"], string> = {
  initialized: "Starting",
  processing: "Checking",
  paused: "Paused",
  completed: "Finished",
  cancelled: "Cancelled",
};
const NOTHING = { total: 0, valid: 0, invalid: 0, error: 0, processed: 0, pending: 0 };

export function ProgressCard({ id, status }: { id: BatchId; status: Status | undefined }) {
  const counts = status?.counts ?? NOTHING;
  const running = status?.status === "processing";
  const times = useTimes(status);
  const notifies = useSignal(notifyWanted);
  return (
    <section className={`card ${classes["card"]}`} aria-label="Progress" aria-busy={status === undefined}>
      <div className={classes["top"]}>
        <div className={classes["headline"]}>
          <span className={`${classes["percent"]} numbers`}>{Math.floor(status?.progress_percentage ?? 0)} %</span>
          <span className={classes["state"]} data-state={status?.status}>
            {status === undefined ? "Loading" : STATES[status.status]}
          </span>
          <span className="quiet numbers">
            {status === undefined ? "" : `${formatNumber(counts.processed)} of ${countOf(counts.total, "image")}`}
          </span>
        </div>
        <SteerButtons id={id} status={status} />
      </div>
      <VerdictBar counts={counts} height={12} label="Images checked" />
      <dl className={classes["stats"]}>
        <Stat name="Valid" hint="logo found" value={formatNumber(counts.valid)} tone="valid" />
        <Stat name="Invalid" hint="no logo found" value={formatNumber(counts.invalid)} tone="invalid" />
        <Stat name="Errors" hint="could not be checked" value={formatNumber(counts.error)} tone="error" />
        <Stat name="Images per second" value={times.pace} />
        <Stat name="Time elapsed" value={times.elapsed} />
        <Stat name="Time remaining" value={times.remaining} />
      </dl>
      <div className={classes["foot"]}>
        <Notice id={id} status={status} />
        {canNotify() && (running || status?.status === "paused") && (
          <Switch
            size="sm"
            label="Notify me when it is finished"
            checked={notifies}
            onChange={(event) =>
              void wantNotifications(event.currentTarget.checked).then(
                (agreed) => agreed || announce("The browser does not allow notifications for this page."),
              )
            }
          />
        )}
      </div>
    </section>
  );
}

/** What the numbers do not say. */
function Notice({ id, status }: { id: BatchId; status: Status | undefined }) {
  const retried = useSignal(useSession().retries).get(id);
  if (status?.status === "paused") return <span>Images in hand are finished, the rest waits until you resume.</span>;
  if (status?.status === "cancelled") return <span>What was checked before stays here. The rest was not checked.</span>;
  if (status?.status === "completed") return <span>{finishedWords(status)}</span>;
  if (status?.status !== "processing") return <span />;
  if ((status.queue_position ?? 0) > 0 && status.processed === 0)
    return <span>Waiting: {countOf(status.queue_position ?? 0, "batch", "batches")} came before.</span>;
  if (retried !== undefined)
    return (
      <span>
        {countOf(retried, "image")} {retried === 1 ? "is" : "are"} tried again.
      </span>
    );
  return <span>You can close this page; the batch goes on.</span>;
}

function finishedWords({ error, completed_at }: Status): string {
  const when = completed_at === null ? "Finished." : `Finished ${formatWhen(completed_at)}.`;
  return error === 0
    ? `${when} Every image was checked.`
    : `${when} ${countOf(error, "image")} could not be checked; the list says why.`;
}

function useTimes(status: Status | undefined): { pace: string; elapsed: string; remaining: string } {
  const [pace] = useState(createPace);
  const running = status?.status === "processing";
  useNow(running ? 1_000 : undefined);
  useEffect(() => {
    if (status !== undefined) pace.note(status.processed, Date.now());
  }, [pace, status]);
  if (status === undefined) return { pace: "–", elapsed: "–", remaining: "–" };
  const startedAt = Date.parse(status.started_at ?? status.created_at);
  const seconds = ((status.completed_at === null ? serverNow() : Date.parse(status.completed_at)) - startedAt) / 1_000;
  const elapsed = formatDuration(seconds);
  // More events than images: some were judged again, and the time is that of these alone.
  const told = status.status === "completed" && seconds > 0 && status.seq <= status.total;
  if (!running)
    return {
      pace: told ? formatPace(status.processed / seconds) : "–",
      elapsed,
      remaining: status.status === "completed" ? "0 s" : "–",
    };
  const perSecond = pace.perSecond(Date.now());
  const left = perSecond !== undefined && perSecond > 0 ? status.counts.pending / perSecond : status.eta_seconds;
  return {
    pace: perSecond === undefined ? "–" : formatPace(perSecond),
    elapsed,
    remaining: left === null ? "–" : formatDuration(left),
  };
}
