import { randomUUID } from "node:crypto";
import { changeSchedule, readSchedule, scheduleOf } from "@symphony/batch-store";
import type { ScheduleRecord } from "@symphony/batch-store";
import { Problem } from "@symphony/contract";
import type { AddSchedule, ChangeSchedule, Schedule } from "@symphony/contract";
import { requireSignedWebhook } from "../../batches/drafts.ts";
import type { ApiDeps } from "../../deps.ts";
import { requireSourceBucket } from "../../upload/buckets/populate-from-bucket.ts";

const HOUR_MS = 3_600_000;

/** All schedules by name. */
export async function listSchedules({ store }: ApiDeps): Promise<Schedule[]> {
  const schedules: Schedule[] = [];
  for await (const id of store.sources.list("schedules")) {
    const record = await readSchedule(store.sources, id);
    if (record !== undefined) schedules.push(scheduleOf(id, record));
  }
  return schedules.toSorted((a, b) => a.name.localeCompare(b.name, "en"));
}

/** Adds a schedule; its first run is due at once. @throws {Problem} */
export async function addSchedule(deps: ApiDeps, fields: AddSchedule, by: string): Promise<Schedule> {
  requirePossible(deps, fields);
  const max = deps.config.MAX_SCHEDULES;
  if ((await listSchedules(deps)).length >= max)
    throw new Problem("too_many_schedules", `There are ${max} schedules (MAX_SCHEDULES); remove one first.`);
  const [id, now] = [randomUUID(), new Date().toISOString()];
  const record: ScheduleRecord = {
    ...fields,
    created_at: now,
    created_by: by,
    due_at: now,
    runs: [],
    run: null,
    snapshot: null,
    failures: 0,
    removed_at: null,
  };
  await deps.store.sources.update("schedules", id, 0, record);
  return scheduleOf(id, record);
}

/** A run that has begun goes on with what it began with. @throws {Problem} */
export function editSchedule(deps: ApiDeps, id: string, { source, ...fields }: ChangeSchedule): Promise<Schedule> {
  return change(deps, id, (record) => {
    const next = { ...record, ...definedOf(fields), ...(source === undefined ? {} : { source, failures: 0 }) };
    requirePossible(deps, next);
    // A shorter interval counts from now.
    const soonest = new Date(Date.now() + next.every_hours * HOUR_MS).toISOString();
    return { ...next, due_at: soonest < next.due_at ? soonest : next.due_at };
  });
}

/** Makes the next run due now. @throws {Problem} while a run has not ended */
export function runScheduleNow(deps: ApiDeps, id: string): Promise<Schedule> {
  return change(deps, id, (record) => {
    if (record.run !== null) throw new Problem("schedule_running", "The schedule is running; wait for the end of it.");
    return { ...record, paused: false, due_at: new Date().toISOString() };
  });
}

/** @throws {Problem} */
export async function removeSchedule(deps: ApiDeps, id: string): Promise<void> {
  await change(deps, id, (record) => ({ ...record, removed_at: new Date().toISOString() }));
}

async function change(deps: ApiDeps, id: string, next: (record: ScheduleRecord) => ScheduleRecord): Promise<Schedule> {
  const changed = await changeSchedule(deps.store.sources, id, next);
  if (changed === undefined) throw new Problem("not_found", "There is no such schedule.");
  return scheduleOf(id, changed);
}

function requirePossible(deps: ApiDeps, { source, alarm }: Pick<AddSchedule, "source" | "alarm">): void {
  if (source.kind === "bucket") requireSourceBucket(deps.config.SOURCE_BUCKETS, source.address);
  requireSignedWebhook(deps.config, alarm.webhook_url ?? undefined);
  if (alarm.email !== null && deps.config.SMTP_SERVER === undefined)
    throw new Problem("mail_not_configured", "This service has no mail server; leave the address of the alarm out.");
}

const definedOf = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };
