import { SCHEDULE_RUNS_KEPT } from "@symphony/batch-store";
import type { ScheduleInFlight, ScheduleRecord, SourceRecords } from "@symphony/batch-store";
import { scheduleRunSchema } from "@symphony/contract";

/** Runs in a row that may fail before somebody is notified; the next ones wait for their time. */
const FAILURES_MAX = 3;
const RETRY_MS = 15 * 60_000;

/** The record with its run ended. @param snapshot what the next run compares with */
export function ended(record: ScheduleRecord, run: ScheduleInFlight, snapshot = record.snapshot): ScheduleRecord {
  const done = scheduleRunSchema.parse({ ...run, state: "ended", ended_at: new Date().toISOString() });
  return { ...record, run: null, runs: [done, ...record.runs].slice(0, SCHEDULE_RUNS_KEPT), snapshot };
}

/**
 * The record after a run that could not read its source: tried again soon, until somebody has to look at it. The regular
 * time is kept beside that: counted from the early try, a nightly schedule would move into the day.
 */
export function failed(record: ScheduleRecord, run: ScheduleInFlight, error: string): ScheduleRecord {
  const failures = record.failures + 1;
  const soon = new Date(Date.now() + RETRY_MS).toISOString();
  const isEarly = failures < FAILURES_MAX && soon < record.due_at;
  const next = { ...record, failures, ...(isEarly && { due_at: soon, regular_due_at: record.due_at }) };
  if (failures === FAILURES_MAX && wantsAlarm(record))
    return { ...next, run: { ...run, error, state: "alarming", alarm: "due" } };
  return ended(next, { ...run, error });
}

export const wantsAlarm = ({ alarm }: ScheduleRecord): boolean => alarm.email !== null || alarm.webhook_url !== null;

/** A snapshot belongs to one attempt at a run: two workers never write the same. */
export const snapshotIdOf = (id: string, attempt: string): string => `${id}-${attempt}`;

/** Removes the snapshots that no run needs. */
export async function removeSnapshots(sources: SourceRecords, id: string, kept: string | null): Promise<void> {
  for await (const each of sources.list("snapshots"))
    if (each.startsWith(`${id}-`) && each !== kept) await sources.remove("snapshots", each);
}
