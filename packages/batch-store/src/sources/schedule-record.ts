import { z } from "zod";
import { batchIdSchema, scheduleRunSchema, scheduleSchema } from "@symphony/contract";
import type { Schedule } from "@symphony/contract";
import type { SourceRecords } from "../port.ts";
import { StoreError } from "../store-error.ts";

/** Runs that are remembered; with one a day, a month. */
export const SCHEDULE_RUNS_KEPT = 30;
/** A record is changed by people and by one worker; more failures in a row are no coincidence. */
const ATTEMPTS = 8;

/** A run that has not ended, with what workers need to go on with it. */
const inFlightSchema = scheduleRunSchema.extend({
  /** The batch of this run, whether it is made or not: of several workers one commits it. */
  claimed_id: batchIdSchema,
  /** Which snapshot belongs to it; another one for each worker that lists the source. */
  attempt: z.string(),
  /** The worker that has it, and a number that grows while that worker lives. */
  by: z.string(),
  beat: z.int(),
  /** What was sent of the alarm, how often that was tried, and when it is tried again. */
  told: z.array(z.enum(["email", "webhook"])),
  tries: z.int(),
  retry_at: z.string().nullable(),
});
export type ScheduleInFlight = z.infer<typeof inFlightSchema>;

const recordSchema = scheduleSchema.omit({ id: true }).extend({
  /** The snapshot of the newest run that ended. */
  snapshot: z.string().nullable(),
  run: inFlightSchema.nullable(),
  /** The due time that the later ones count from, while an early try is due before it. */
  regular_due_at: z.string().optional(),
  /** Runs in a row that could not read the source. */
  failures: z.int(),
  /** A removed schedule stays for a while, so that no worker that is late puts it back. */
  removed_at: z.string().nullable(),
});
export type ScheduleRecord = z.infer<typeof recordSchema>;

export interface KnownSchedule extends ScheduleRecord {
  version: number;
}

export const decodeSchedule = (value: unknown): ScheduleRecord => recordSchema.parse(value);

/** @returns undefined for a removed one too */
export async function readSchedule(sources: SourceRecords, id: string): Promise<KnownSchedule | undefined> {
  const found = await sources.read("schedules", id);
  const record = found && { ...decodeSchedule(found.value), version: found.version };
  return record?.removed_at === null ? record : undefined;
}

/**
 * Changes a schedule as it is at this moment.
 *
 * @param change returns undefined where there is nothing to change any more
 * @returns the schedule as this call wrote it
 */
export async function changeSchedule(
  sources: SourceRecords,
  id: string,
  change: (record: ScheduleRecord) => ScheduleRecord | undefined,
): Promise<KnownSchedule | undefined> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const found = await readSchedule(sources, id);
    if (found === undefined) return undefined;
    const { version, ...record } = found;
    const next = change(record);
    if (next === undefined) return undefined;
    if (await sources.update("schedules", id, version, next)) return { ...next, version: version + 1 };
  }
  throw new StoreError("busy", "The schedule changes all the time; try again.");
}

/** A schedule as people see it. */
export function scheduleOf(id: string, { run, ...record }: ScheduleRecord): Schedule {
  return scheduleSchema.parse({ ...record, id, runs: run === null ? record.runs : [run, ...record.runs] });
}
