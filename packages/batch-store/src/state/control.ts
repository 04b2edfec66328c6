import { controlSchema, encodeControl } from "./control-schema.ts";
import type { Control } from "./control-schema.ts";
import { metadataSchema } from "./metadata.ts";
import type { Metadata } from "./metadata.ts";
import { runRecordSchema } from "./run-record.ts";
import type { RunRecord } from "./run-record.ts";
import { rename } from "node:fs/promises";
import type { BatchId } from "@symphony/contract";
import { errnoOf, readIfThere, replaceFile } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";

/** What people want of a batch, as it stands on disk. */
export async function readControl(paths: Paths, batchId: BatchId): Promise<Control> {
  const text = await readIfThere(paths.control(batchId));
  return text === undefined ? { status: "processing", run: 0 } : controlSchema.parse(JSON.parse(text));
}

export async function writeControl(paths: Paths, batchId: BatchId, control: Control): Promise<void> {
  await replaceFile(paths.control(batchId), encodeControl(control));
  await updateMetadata(paths, batchId, { status: control.status, completed_at: null });
}

/** Changes what `metadata.json` shows; the batch's state itself is in `control.json` and `final.json`. */
export async function updateMetadata(paths: Paths, batchId: BatchId, change: Partial<Metadata>): Promise<void> {
  const text = await readIfThere(paths.metadata(batchId));
  const metadata = metadataSchema.parse(JSON.parse(text ?? "null"));
  await replaceFile(paths.metadata(batchId), JSON.stringify({ ...metadata, ...change }, null, 2));
}

export async function findRun(paths: Paths, batchId: BatchId, run: number): Promise<RunRecord | undefined> {
  const text = await readIfThere(paths.runRecord(batchId, run));
  return text === undefined ? undefined : runRecordSchema.parse(JSON.parse(text));
}

/** @throws when the generation has no list, which only a damaged folder has not */
export async function readRun(paths: Paths, batchId: BatchId, run: number): Promise<RunRecord> {
  return runRecordSchema.parse(JSON.parse((await readIfThere(paths.runRecord(batchId, run))) ?? "null"));
}

/** Renames a folder over an empty one; a source that is gone was moved by an earlier try. */
export async function moveIfThere(from: string, to: string): Promise<void> {
  await rename(from, to).catch((error: unknown) => {
    if (errnoOf(error) !== "ENOENT") throw error;
  });
}
