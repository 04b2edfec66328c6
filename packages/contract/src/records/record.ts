import { z } from "zod";
import { batchStatusSchema, countsSchema } from "../batch.ts";
import { batchIdSchema } from "../ids.ts";
import { BATCH_NOTE_MAX_LENGTH, TITLE_MAX_LENGTH } from "./text-lengths.ts";

/** Text of people as it is kept; a blank one is none. */
export const textOfPeople = (maxLength: number) =>
  z
    .string()
    .trim()
    .max(maxLength)
    .transform((text) => (text === "" ? null : text));

/** What is left out stays as it is; null, or a blank text, takes it away. */
export const editBatchRequestSchema = z
  .object({
    title: textOfPeople(TITLE_MAX_LENGTH).nullish(),
    supplier: textOfPeople(TITLE_MAX_LENGTH).nullish(),
    note: textOfPeople(BATCH_NOTE_MAX_LENGTH).nullish(),
    pinned: z.boolean().optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), {
    message: "send at least one of title, supplier, note and pinned",
  });
export type EditBatchRequest = z.infer<typeof editBatchRequestSchema>;

/** A pass over a batch. The first one inspects all images; `changed` counts the verdicts that a later one changed. */
export const runSchema = z
  .object({
    run: z.int().min(0),
    started_at: z.string().nullable(),
    completed_at: z.string().nullable(),
    /** The threshold of every stage, where one was set for this run. */
    threshold: z.number().nullable(),
    /** By stage, what its results were decided by; empty where that was not recorded. */
    thresholds: z.record(z.string(), z.number()),
    /** Images that the run was for. */
    items: z.int().min(0),
    /** Images that got a corrected file. */
    corrected: z.int().min(0).optional(),
    counts: countsSchema.nullable(),
    /** Null for the first run, while the run goes on, and where an older version finished it. */
    changed: z.int().min(0).nullable(),
    /** The fingerprint of what inspected the images: model files and cascade. Null where it was not recorded. */
    model: z.string().nullable(),
  })
  .meta({ id: "Run" });
export type Run = z.infer<typeof runSchema>;

/** What became of a message: `waiting` until the batch ends and between attempts. */
const messageSchema = z.object({
  state: z.enum(["waiting", "delivered", "failed"]),
  /** When it was settled, or last tried. */
  at: z.string().nullable(),
  /** Why it failed, or the last attempt did. */
  error: z.string().nullable(),
});
export type Message = z.infer<typeof messageSchema>;

/** The messages of the newest run; null where none is sent. */
export const notificationsSchema = z.object({ mail: messageSchema.nullable(), webhook: messageSchema.nullable() });
export type Notifications = z.infer<typeof notificationsSchema>;

/** What is known of a batch beside its results. `version` is the `If-Match` of the next change. */
export const batchRecordSchema = z
  .object({
    batch_id: batchIdSchema,
    title: z.string().nullable(),
    supplier: z.string().nullable(),
    note: z.string().nullable(),
    /** A pinned batch is not cleaned up. */
    pinned: z.boolean(),
    version: z.int().min(0),
    status: batchStatusSchema,
    created_at: z.string(),
    completed_at: z.string().nullable(),
    /** When the batch is cleaned up; null while it runs or is pinned. */
    kept_until: z.string().nullable(),
    /** The thresholds by stage that the newest results were decided by; empty where they were not recorded. */
    thresholds: z.record(z.string(), z.number()),
    model: z.string().nullable(),
    runs: z.array(runSchema),
    /** Absent from servers of an older version. */
    notifications: notificationsSchema.optional(),
    /** The batch whose pictures this one checked again, with a version of a brand that was tried. */
    trial_of: batchIdSchema.optional(),
  })
  .meta({ id: "BatchRecord" });
export type BatchRecord = z.infer<typeof batchRecordSchema>;
