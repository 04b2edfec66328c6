import { z } from "zod";
import { batchIdSchema, batchStatusSchema, clientIdSchema, countsSchema } from "@symphony/contract";
import type { BatchId } from "@symphony/contract";
import { readIfPresent, readJson, replaceFile } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";

/** `metadata.json`: the batch at a glance, for people and for existing readers of the folder. */
export const metadataSchema = z.object({
  batch_id: batchIdSchema,
  client_id: clientIdSchema.nullable(),
  email: z.string().nullable(),
  status: batchStatusSchema,
  counts: countsSchema,
  created_at: z.string(),
  completed_at: z.string().nullable(),
  /** The draft whose upload it checks ahead; such a batch is listed nowhere. */
  part_of: batchIdSchema.optional(),
});

export type Metadata = z.infer<typeof metadataSchema>;

export function readMetadata(paths: Paths, batchId: BatchId): Promise<Metadata | undefined> {
  return readJson(paths.metadata(batchId), metadataSchema);
}

/** Changes what `metadata.json` shows; the state of the batch itself is in `control.json` and `final.json`. */
export async function updateMetadata(paths: Paths, batchId: BatchId, change: Partial<Metadata>): Promise<void> {
  const text = await readIfPresent(paths.metadata(batchId));
  const metadata = metadataSchema.parse(JSON.parse(text ?? "null"));
  await replaceFile(paths.metadata(batchId), JSON.stringify({ ...metadata, ...change }, null, 2));
}
