import { randomUUID } from "node:crypto";
import type { KnownSchedule, ScheduleInFlight, SourceRecords } from "@symphony/batch-store";

const HOUR_MS = 3_600_000;

/**
 * Takes the run of a schedule: the one that is due, or one whose worker gave no sign of life.
 *
 * @returns undefined when there is nothing to do, or another worker was first
 */
export async function claimRun(
  sources: SourceRecords,
  id: string,
  { version, ...record }: KnownSchedule,
  by: string,
): Promise<ScheduleInFlight | undefined> {
  if (record.run !== null) {
    const run = { ...record.run, by, beat: record.run.beat + 1 };
    return (await sources.update("schedules", id, version, { ...record, run })) ? run : undefined;
  }
  const now = Date.now();
  if (record.paused || Date.parse(record.due_at) > now) return undefined;
  const run = newRun(record.due_at, by);
  const { regular_due_at: regular = record.due_at, ...rest } = record;
  const due_at = new Date(nextDue(Date.parse(regular), record.every_hours, now)).toISOString();
  return (await sources.update("schedules", id, version, { ...rest, due_at, run })) ? run : undefined;
}

/** What was missed while nobody looked is not made up for. A time within the next interval stays; one further away comes earlier. */
function nextDue(due: number, everyHours: number, now: number): number {
  const every = everyHours * HOUR_MS;
  return due + every * (Math.floor((now - due) / every) + 1);
}

const newRun = (due_at: string, by: string): ScheduleInFlight => ({
  due_at,
  started_at: new Date().toISOString(),
  ended_at: null,
  state: "listing",
  batch_id: null,
  images: null,
  verdicts: null,
  invalid_share: null,
  earlier_share: null,
  alarm: "none",
  error: null,
  claimed_id: randomUUID(),
  attempt: "",
  by,
  beat: 0,
  told: [],
  tries: 0,
  retry_at: null,
});
