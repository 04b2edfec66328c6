import { z } from "zod";
import { batchStatusSchema, countsSchema } from "../batch.ts";
import { batchIdSchema, clientIdSchema } from "../ids.ts";
import { errorCategorySchema, resultSchema } from "../result.ts";

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
  title: z.string().nullable(),
  supplier: z.string().nullable(),
  pinned: z.boolean(),
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

/** What the administration of the original service responds, for its own front end. */
export const messageSchema = z.object({ status: z.literal("success"), message: z.string() });
export const adminTokenSchema = messageSchema.extend({ token: z.string(), csrf_token: z.string() });
export const originalHistoryQuerySchema = adminBatchesQuerySchema.pick({ cursor: true }).extend({
  limit: z.coerce.number().int().min(1).max(ADMIN_PAGE_MAX).default(ADMIN_PAGE_MAX),
});
export const originalBatchSchema = z.object({
  batch_id: batchIdSchema,
  filename: z.string(),
  created_at: z.string(),
  file_size: z.int(),
  /** For one download within a few minutes; null before the batch is finished. */
  download_url: z.string().nullable(),
  valid_count: z.int(),
  invalid_count: z.int(),
  total_count: z.int(),
});
export const previewSchema = z.object({ batch_id: batchIdSchema, preview: z.array(resultSchema) });
export const dashboardStatsSchema = z.object({
  batches_today: z.int(),
  success_rate: z.number(),
  avg_processing_time: z.number(),
  error_rate: z.number(),
});
const tokenSchema = z.string().max(200);
/** The original's front end adds the token of its session to the address, which has one of its own already. */
export const downloadQuerySchema = z.object({
  token: z.union([tokenSchema, z.array(tokenSchema).max(2)]).default(""),
});
export const cleanupResponseSchema = z.object({
  message: z.string(),
  removed: z.int(),
  /** Unfinished batches past their retention, which a worker closes. */
  expired: z.int(),
  failed: z.int(),
});
