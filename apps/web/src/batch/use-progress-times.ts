import type { Status } from "@symphony/contract";
import { useEffect, useState } from "react";
import { formatDuration, formatRate } from "../browser/format.ts";
import { serverNow } from "../browser/server-clock.ts";
import { createThroughput } from "./throughput.ts";
import { useIntervalRender } from "./use-interval-render.ts";

export interface ProgressTimes {
  rate: string;
  elapsed: string;
  remaining: string;
  /** The times are those of the newest run, which checked only some images again. */
  isLastRun: boolean;
}

export const UNKNOWN = "–";

/** Rate, elapsed and remaining time of a batch as texts; they are updated every second while it runs. */
export function useProgressTimes(status: Status | undefined): ProgressTimes {
  const [throughput] = useState(createThroughput);
  const running = status?.status === "processing";
  useIntervalRender(running ? 1_000 : undefined);
  useEffect(() => {
    if (status !== undefined) throughput.record(status.processed, Date.now());
  }, [throughput, status]);
  if (status === undefined) return { rate: UNKNOWN, elapsed: UNKNOWN, remaining: UNKNOWN, isLastRun: false };
  if (!running) return finalTimes(status);
  const perSecond = throughput.perSecond(Date.now());
  const left = perSecond !== undefined && perSecond > 0 ? status.counts.pending / perSecond : status.eta_seconds;
  return {
    rate: perSecond === undefined ? UNKNOWN : formatRate(perSecond),
    elapsed: formatDuration(elapsedSeconds(status)),
    remaining: left === null ? UNKNOWN : formatDuration(left),
    isLastRun: isLaterRun(status),
  };
}

function finalTimes(status: Status): ProgressTimes {
  const seconds = elapsedSeconds(status);
  const completed = status.status === "completed";
  const wholeBatch = completed && seconds > 0 && !isLaterRun(status);
  return {
    rate: wholeBatch ? formatRate(status.processed / seconds) : UNKNOWN,
    elapsed: formatDuration(seconds),
    remaining: completed ? "0 s" : UNKNOWN,
    isLastRun: isLaterRun(status),
  };
}

/** A run after the first one starts later than the batch was made; the first one starts when it is accepted. */
const isLaterRun = ({ seq, total, processed }: Status): boolean => seq > total || seq > processed;

function elapsedSeconds({ started_at, created_at, completed_at }: Status): number {
  const endMs = completed_at === null ? serverNow() : Date.parse(completed_at);
  return (endMs - Date.parse(started_at ?? created_at)) / 1_000;
}
