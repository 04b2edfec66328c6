import type { Schedule, ScheduleRun } from "@symphony/contract";
import { serverNow } from "../../browser/server-clock.ts";

/** What a schedule does now: `waiting` for a worker, the state of its run, or nothing until it is due. */
export type ScheduleActivity = "waiting" | "listing" | "checking" | "alarming" | undefined;

export function activityOf({ runs, paused, due_at }: Schedule, now = serverNow()): ScheduleActivity {
  const running = runs[0] && activityOfRun(runs[0]);
  if (running !== undefined) return running;
  return !paused && Date.parse(due_at) <= now ? "waiting" : undefined;
}

export const activityOfRun = ({ state, ended_at }: ScheduleRun): Exclude<ScheduleActivity, "waiting"> =>
  state === "ended" || ended_at !== null ? undefined : state;
