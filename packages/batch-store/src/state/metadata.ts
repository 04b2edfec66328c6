import { z } from "zod";
import { batchIdSchema, batchStatusSchema, clientIdSchema, countsOf, countsSchema } from "@symphony/contract";
import type { BatchId } from "@symphony/contract";
import { decodeBranded } from "../branded.ts";
import { readJson, replaceFile } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";
import { StoreError } from "../store-error.ts";

/** `metadata.json`: the batch at a glance, for people and for existing readers of the folder. */
const metadataSchema = z.object({
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

/**
 * Changes what `metadata.json` shows; the state of the batch itself is in `control.json` and `final.json`. A damaged one
 * is made again: nothing of the batch depends on it.
 */
export async function updateMetadata(paths: Paths, batchId: BatchId, change: Partial<Metadata>): Promise<void> {
  const metadata = (await readMetadata(paths, batchId).catch(unlessDamaged)) ?? (await firstMetadata(paths, batchId));
  await replaceFile(paths.metadata(batchId), JSON.stringify({ ...metadata, ...change }, null, 2));
}

/** Unreadable for the moment is not damaged. */
function unlessDamaged(error: unknown): undefined {
  if (error instanceof SyntaxError || (error instanceof StoreError && error.code === "unknown_format")) return;
  throw error;
}

/** What `accepted.json` says for it. */
const acceptedSchema = z.preprocess(
  decodeBranded,
  metadataSchema.omit({ status: true, counts: true, completed_at: true }).extend({ total: z.int().min(0) }),
);

async function firstMetadata(paths: Paths, batchId: BatchId): Promise<Metadata> {
  const accepted = await readJson(paths.manifest(batchId), acceptedSchema);
  if (accepted === undefined) throw new StoreError("missing", `There is no batch ${batchId}.`);
  return metadataOf(accepted);
}

/** What is shown of a batch that was just accepted. */
export function metadataOf(batch: z.infer<typeof acceptedSchema>): Metadata {
  const { batch_id, client_id, email, created_at, part_of, total } = batch;
  const counts = countsOf({ total, valid: 0, invalid: 0, error: 0 });
  const facts = { batch_id, client_id, email, status: "processing", counts, created_at, completed_at: null } as const;
  return part_of === undefined ? facts : { ...facts, part_of };
}
