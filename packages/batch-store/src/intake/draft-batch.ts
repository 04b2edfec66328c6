import { z } from "zod";
import { batchIdSchema, clientIdSchema } from "@symphony/contract";

/** What was announced with start-batch or init-batch before any image came. */
export const draftBatchSchema = z.object({
  batch_id: batchIdSchema,
  client_id: clientIdSchema.nullable(),
  email: z.string().nullable(),
  webhook_url: z.string().optional(),
  total: z.int().min(0),
  created_at: z.string(),
});

export type DraftBatch = z.infer<typeof draftBatchSchema>;
