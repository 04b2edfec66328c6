import { z } from "zod";
import { finalSchema, metadataSchema } from "./batch.ts";

export const adminLoginSchema = z.object({ username: z.string().max(200), password: z.string().max(1000) });
export const adminSessionSchema = z.object({ open: z.boolean() });

const ADMIN_PAGE_MAX = 200;

export const adminBatchesQuerySchema = z.object({
  search: z.string().max(200).default(""),
  cursor: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(ADMIN_PAGE_MAX).default(50),
});
export type AdminBatchesQuery = z.infer<typeof adminBatchesQuerySchema>;

/** A batch with what is known of it once it is finished; empty before. */
export const adminBatchSchema = metadataSchema.extend({
  duration_ms: z.int().nullable(),
  errors_by_category: finalSchema.shape.errors_by_category,
  valid_by_stage: finalSchema.shape.valid_by_stage,
});
export type AdminBatch = z.infer<typeof adminBatchSchema>;

export const adminBatchesPageSchema = z.object({
  batches: z.array(adminBatchSchema),
  /** Batches that fit the search, on all pages. */
  found: z.int(),
  next_cursor: z.int().nullable(),
});
export type AdminBatchesPage = z.infer<typeof adminBatchesPageSchema>;
