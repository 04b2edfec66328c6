import { z } from "zod";
import { batchIdSchema } from "./ids.ts";

/** A week, within which a supplier looks at it. */
const SHARE_HOURS_DEFAULT = 168;
const SHARE_HOURS_MAX = 24 * 366;
export const SHARE_LABEL_MAX_LENGTH = 100;

export const shareRequestSchema = z.object({
  expires_in_hours: z.number().positive().max(SHARE_HOURS_MAX).default(SHARE_HOURS_DEFAULT),
  label: z
    .string()
    .trim()
    .max(SHARE_LABEL_MAX_LENGTH)
    .optional()
    .meta({ description: "Whom the link is for, to find it again." }),
});
export type ShareRequest = z.infer<typeof shareRequestSchema>;

export const shareSchema = z
  .object({
    share_id: z.string(),
    label: z.string().nullable(),
    created_at: z.string(),
    expires_at: z.string(),
    by: z.string(),
    expired: z.boolean(),
  })
  .meta({ id: "Share" });
export type Share = z.infer<typeof shareSchema>;

/** The only response that has the link: what is kept of it cannot be turned back. */
export const newShareSchema = shareSchema.extend({ url: z.string() }).meta({ id: "NewShare" });
export type NewShare = z.infer<typeof newShareSchema>;

export const sharesSchema = z.object({ batch_id: batchIdSchema, shares: z.array(shareSchema) }).meta({ id: "Shares" });
