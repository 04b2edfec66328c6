import { z } from "zod";
import { dayOrTimeSchema } from "../http/search.ts";

/** What is recorded. Readers keep what a newer version added. */
export const AUDIT_ACTIONS = [
  "submit",
  "review",
  "bulk_review",
  "threshold",
  "pause",
  "resume",
  "cancel",
  "retry",
  "correct",
  "edit",
  "pin",
  "unpin",
  "delete",
  "clean_up",
  "mail",
  "download",
  "share",
  "unshare",
  "login",
  "logout",
  "key_made",
  "key_revoked",
  "brand_added",
  "brand_changed",
  "brand_removed",
  "brand_adopted",
  "brand_discarded",
  "brand_trial",
  "schedule_added",
  "schedule_changed",
  "schedule_removed",
  "schedule_run",
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** Entries on one page at most. */
const AUDIT_PAGE_MAX = 500;

export const auditEntrySchema = z
  .object({
    id: z.string(),
    at: z.string(),
    by: z.string(),
    action: z.string(),
    batch_id: z.string().nullable(),
    /** What it was about: counts, a verdict, a threshold, the name of a key. */
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "AuditEntry" });
export type AuditEntry = z.infer<typeof auditEntrySchema>;

const optional = z
  .string()
  .max(200)
  .optional()
  .transform((text) => (text === "" ? undefined : text));

/** `from` and `to` are times or days, like 2026-11-27; a day as `to` counts whole. */
export const auditFilterSchema = z.object({
  batch_id: optional,
  by: optional,
  action: optional,
  from: dayOrTimeSchema,
  to: dayOrTimeSchema,
});
export type AuditFilter = z.infer<typeof auditFilterSchema>;

export const auditQuerySchema = auditFilterSchema.extend({
  cursor: optional,
  limit: z.coerce.number().int().min(1).max(AUDIT_PAGE_MAX).default(100),
});
export type AuditQuery = z.infer<typeof auditQuerySchema>;

/** Newest first. `next_cursor` is null on the last page; a page may have fewer entries than its limit before. */
export const auditPageSchema = z.object({ entries: z.array(auditEntrySchema), next_cursor: z.string().nullable() });
export type AuditPage = z.infer<typeof auditPageSchema>;
