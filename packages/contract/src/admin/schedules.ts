import { z } from "zod";
import { URL_MAX_LENGTH } from "../file-names.ts";
import { emailSchema } from "../http/fields.ts";
import { batchIdSchema, clientIdSchema } from "../ids.ts";
import { webhookUrlSchema } from "../webhook.ts";

/** Addresses that a schedule names itself; longer lists are in a sitemap, which may be a plain list too. */
export const SCHEDULE_URLS_MAX = 1_000;
/** A month. */
const SCHEDULE_HOURS_MAX = 31 * 24;
const SCHEDULE_NAME_MAX_LENGTH = 100;

const httpUrl = z.url({ protocol: /^https?$/, error: "must be an http or https address" }).max(URL_MAX_LENGTH);

/** Where the images of a schedule are. */
export const scheduleSourceSchema = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("bucket"),
      address: z
        .string()
        .max(URL_MAX_LENGTH)
        .regex(/^s3:\/\/[^/]+(?:\/|$)/, "must look like s3://bucket/prefix"),
    }),
    z.strictObject({ kind: z.literal("urls"), urls: z.array(httpUrl).min(1).max(SCHEDULE_URLS_MAX) }),
    z.strictObject({ kind: z.literal("sitemap"), url: httpUrl }),
  ])
  .meta({ id: "ScheduleSource" });
export type ScheduleSource = z.infer<typeof scheduleSourceSchema>;

/** Who is notified when the share of Invalid images rises by `rise` or more, or when the source cannot be read. */
const alarmSchema = z.strictObject({
  rise: z.number().min(0.001).max(1).default(0.1),
  email: emailSchema.nullable().default(null),
  webhook_url: webhookUrlSchema.nullable().default(null),
});

const fields = {
  name: z
    .string()
    .trim()
    .min(1)
    .max(SCHEDULE_NAME_MAX_LENGTH)
    .regex(/^\P{Cc}*$/u, "must be one line"),
  source: scheduleSourceSchema,
  every_hours: z.int().min(1).max(SCHEDULE_HOURS_MAX),
  client_id: clientIdSchema.nullable(),
  alarm: alarmSchema,
  paused: z.boolean(),
};

export const addScheduleSchema = z.strictObject({
  ...fields,
  every_hours: fields.every_hours.default(24),
  client_id: fields.client_id.default(null),
  alarm: alarmSchema.prefault({}),
  paused: fields.paused.default(false),
});
export type AddSchedule = z.infer<typeof addScheduleSchema>;

/** What is left out stays as it is. */
export const changeScheduleSchema = z.strictObject(fields).partial();
export type ChangeSchedule = z.infer<typeof changeScheduleSchema>;

/** One check of a source. */
export const scheduleRunSchema = z.object({
  /** When it was due: no two runs of a schedule have the same. */
  due_at: z.string(),
  started_at: z.string(),
  ended_at: z.string().nullable(),
  /** `listing` the source, `checking` the batch, `alarming` who wants to know, `ended`. */
  state: z.enum(["listing", "checking", "alarming", "ended"]),
  /** Of what was new or changed; null where nothing was. */
  batch_id: batchIdSchema.nullable(),
  /** `repeated`: without a verdict so far, or from a server that does not say whether an image changed. */
  images: z.object({ new: z.int(), changed: z.int(), repeated: z.int(), unchanged: z.int(), gone: z.int() }).nullable(),
  /** What the batch found; `fixed` became Valid and `broken` Invalid since they were last checked. */
  verdicts: z.object({ valid: z.int(), invalid: z.int(), error: z.int(), fixed: z.int(), broken: z.int() }).nullable(),
  /** Among the images of this run, and among those of the source before; null where there are none. */
  invalid_share: z.number().nullable(),
  earlier_share: z.number().nullable(),
  alarm: z.enum(["none", "due", "sent", "failed"]),
  /** Why the source was not checked. */
  error: z.string().nullable(),
});
export type ScheduleRun = z.infer<typeof scheduleRunSchema>;

export const scheduleSchema = z
  .object({
    id: z.uuid(),
    ...fields,
    created_at: z.string(),
    created_by: z.string(),
    due_at: z.string(),
    /** The newest one first; the first one may not have ended. */
    runs: z.array(scheduleRunSchema),
  })
  .meta({ id: "Schedule" });
export type Schedule = z.infer<typeof scheduleSchema>;

export const schedulesSchema = z.object({ schedules: z.array(scheduleSchema) });

/** The body of the webhook of an alarm. `delivery` is the same in every attempt. */
export interface ScheduleAlarm {
  event: "schedule.alarm";
  delivery: string;
  schedule: { id: string; name: string };
  batch_id: string | null;
  verdicts: ScheduleRun["verdicts"];
  invalid_share: number | null;
  earlier_share: number | null;
  error: string | null;
}
