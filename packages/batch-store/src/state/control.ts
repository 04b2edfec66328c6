import type { BatchId } from "@symphony/contract";
import { readJson, replaceFile } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";
import { controlSchema, encodeControl } from "./control-schema.ts";
import type { Control } from "./control-schema.ts";
import { updateMetadata } from "./metadata.ts";

export async function readControl(paths: Paths, batchId: BatchId): Promise<Control> {
  return (await readJson(paths.control(batchId), controlSchema)) ?? { status: "processing", run: 0 };
}

export async function writeControl(paths: Paths, batchId: BatchId, control: Control): Promise<void> {
  await replaceFile(paths.control(batchId), encodeControl(control));
  await updateMetadata(paths, batchId, { status: control.status, completed_at: null });
}
