import { rename } from "node:fs/promises";
import { controlSchema, metadataSchema, retrySchema } from "@symphony/contract";
import type { BatchId, Control, Metadata, Retry } from "@symphony/contract";
import { errnoOf, readIfThere, replaceFile } from "./durable.ts";
import type { Paths } from "./paths.ts";

/** What people want of a batch, as it stands on disk. */
export async function readControl(paths: Paths, batchId: BatchId): Promise<Control> {
  const text = await readIfThere(paths.control(batchId));
  return text === undefined ? { status: "processing", generation: 0 } : controlSchema.parse(JSON.parse(text));
}

export async function writeControl(paths: Paths, batchId: BatchId, control: Control): Promise<void> {
  await replaceFile(paths.control(batchId), JSON.stringify(control));
  await updateMetadata(paths, batchId, { status: control.status, completed_at: null });
}

/** Changes what `metadata.json` shows; the batch's state itself is in `control.json` and `final.json`. */
export async function updateMetadata(paths: Paths, batchId: BatchId, change: Partial<Metadata>): Promise<void> {
  const text = await readIfThere(paths.metadata(batchId));
  const metadata = metadataSchema.parse(JSON.parse(text ?? "null"));
  await replaceFile(paths.metadata(batchId), JSON.stringify({ ...metadata, ...change }, null, 2));
}

export async function readRetryIfThere(paths: Paths, batchId: BatchId, generation: number): Promise<Retry | undefined> {
  const text = await readIfThere(paths.retry(batchId, generation));
  return text === undefined ? undefined : retrySchema.parse(JSON.parse(text));
}

/** @throws when the generation has no list, which only a damaged folder has not */
export async function readRetry(paths: Paths, batchId: BatchId, generation: number): Promise<Retry> {
  return retrySchema.parse(JSON.parse((await readIfThere(paths.retry(batchId, generation))) ?? "null"));
}

/** Renames a folder over an empty one; a source that is gone was moved by an earlier try. */
export async function moveIfThere(from: string, to: string): Promise<void> {
  await rename(from, to).catch((error: unknown) => {
    if (errnoOf(error) !== "ENOENT") throw error;
  });
}
