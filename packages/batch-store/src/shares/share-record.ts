import { z } from "zod";

/** A link that shows one batch to people without a key. Nothing in it tells the token that the link has. */
export const shareSchema = z.object({
  /** The beginning of the token's digest. */
  id: z.string().regex(/^[0-9a-f]{32}$/),
  label: z.string().nullable(),
  created_at: z.string(),
  expires_at: z.string(),
  by: z.string(),
});
export type ShareRecord = z.infer<typeof shareSchema>;
