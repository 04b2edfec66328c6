import { mkdir, rename } from "node:fs/promises";
import { controlSchema, metadataSchema, retrySchema } from "@symphony/contract";
import type { Accepted, BatchId, Control, Metadata, Retry } from "@symphony/contract";
import { errnoOf, readIfThere, replaceFile, syncDir } from "./durable.ts";
import { SHARD_SIZE } from "./paths.ts";
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

/** @throws when the generation has no list, which only a damaged folder has not */
export async function readRetry(paths: Paths, batchId: BatchId, generation: number): Promise<Retry> {
  return retrySchema.parse(JSON.parse((await readIfThere(paths.retry(batchId, generation))) ?? "null"));
}

/**
 * Starts a new generation, in which the given items are judged again. The write of `control.json` is the
 * commit point: before it all of this can be done again, or be forgotten.
 */
export async function beginGeneration(paths: Paths, accepted: Accepted, generation: number, retry: Retry): Promise<void> {
  const { batch_id: batchId } = accepted;
  for (const folder of ["retries", "attempts", ".tmp", "pending_files"]) await mkdir(`${paths.batch(batchId)}/${folder}`, { recursive: true });
  await replaceFile(paths.retry(batchId, generation), JSON.stringify(retry));
  for (const shard of new Set(retry.seqs.map((seq) => Math.floor(seq / SHARD_SIZE)))) {
    await mkdir(paths.resultShard(batchId, generation, shard * SHARD_SIZE), { recursive: true });
  }
  await syncDir(paths.results(batchId, generation));
  await moveIfThere(paths.failedPayloads(batchId), paths.payloads(batchId));
  await syncDir(paths.batch(batchId));
  await writeControl(paths, batchId, { status: "processing", generation });
}

/** Renames a folder over an empty one; a source that is gone was moved by an earlier try. */
export async function moveIfThere(from: string, to: string): Promise<void> {
  await rename(from, to).catch((error: unknown) => {
    if (errnoOf(error) !== "ENOENT") throw error;
  });
}
