import { z } from "zod";
import { batchStatusSchema, countsSchema } from "./batch.ts";
import { batchIdSchema, clientIdSchema } from "./ids.ts";
import { errorCategorySchema } from "./result.ts";

export const adminLoginSchema = z.object({ username: z.string().max(200), password: z.string().max(1000) });
export const adminSessionSchema = z.object({ open: z.boolean() });

/** Batches on one page at most. */
const ADMIN_PAGE_MAX = 200;

export const adminBatchesQuerySchema = z.object({
  search: z.string().max(200).default(""),
  cursor: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(ADMIN_PAGE_MAX).default(50),
});
export type AdminBatchesQuery = z.infer<typeof adminBatchesQuerySchema>;

/** A batch in the administrator's list. `errors_by_category` and `valid_by_stage` are empty before it is finished. */
export const adminBatchSchema = z.object({
  batch_id: batchIdSchema,
  client_id: clientIdSchema.nullable(),
  email: z.string().nullable(),
  status: batchStatusSchema,
  counts: countsSchema,
  created_at: z.string(),
  completed_at: z.string().nullable(),
  duration_ms: z.int().nullable(),
  errors_by_category: z.partialRecord(errorCategorySchema, z.int().min(1)).default({}),
  valid_by_stage: z.record(z.string(), z.int().min(1)).default({}),
});
export type AdminBatch = z.infer<typeof adminBatchSchema>;

export const adminBatchesPageSchema = z.object({
  batches: z.array(adminBatchSchema),
  /** Number of batches that match the search, on all pages. */
  found: z.int(),
  next_cursor: z.int().nullable(),
});
export type AdminBatchesPage = z.infer<typeof adminBatchesPageSchema>;
