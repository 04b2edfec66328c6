import { z } from "zod";
import { batchIdSchema, clientIdSchema } from "@symphony/contract";

export const itemKindSchema = z.enum(["files", "urls"]);

export type ItemKind = z.infer<typeof itemKindSchema>;

/**
 * One image of a batch. `seq` counts from 0 in upload order and is the item's id within the batch.
 * `name` is exactly what the client sent (file name or URL); `stored` is the safe, unique name below
 * `pending_files/` and is absent for URLs.
 */
export const itemSchema = z.object({
  seq: z.int().min(0),
  name: z.string(),
  stored: z.string().optional(),
  size: z.int().min(0).optional(),
  sha256: z.string().optional(),
});

export type Item = z.infer<typeof itemSchema>;

/** `accepted.json`: what was promised to the client. Written once, never changed. */
export const manifestSchema = z.object({
  batch_id: batchIdSchema,
  client_id: clientIdSchema.nullable(),
  email: z.string().nullable(),
  kind: itemKindSchema,
  chunk_size: z.int().min(1),
  total: z.int().min(1),
  created_at: z.string(),
  accepted_at: z.string(),
  /** Whom to tell when the batch is finished. */
  webhook_url: z.string().optional(),
  /** The digest of the caller's idempotency key, where one was given. */
  submission_key: z.string().optional(),
  /** A single image asked for by a waiting caller: served first, not listed as a batch. */
  single: z.boolean().default(false),
});

export type BatchManifest = z.infer<typeof manifestSchema>;
