import { z } from "zod";
import { batchIdSchema, clientIdSchema, batchStatusSchema, countsSchema } from "@symphony/contract";

/** `metadata.json`: the batch at a glance, for people and for existing readers of the folder. */
export const metadataSchema = z.object({
  batch_id: batchIdSchema,
  client_id: clientIdSchema.nullable(),
  email: z.string().nullable(),
  status: batchStatusSchema,
  counts: countsSchema,
  created_at: z.string(),
  completed_at: z.string().nullable(),
});

export type Metadata = z.infer<typeof metadataSchema>;
