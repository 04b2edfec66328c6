import type { BatchManifest, Control } from "@symphony/batch-store";
import { Problem } from "@symphony/contract";
import type { ApiDeps } from "../deps.ts";
import { requireManifest } from "./find-batch.ts";
import { tryPublish } from "./try-publish.ts";

/** Workers begin no more images within a moment; results that are there stay. */
export async function pauseBatch(deps: ApiDeps, id: string): Promise<BatchManifest> {
  const { manifest, control } = await requireUnfinished(deps, id);
  await setStatus(deps, manifest, control, "paused");
  return manifest;
}

export async function resumeBatch(deps: ApiDeps, id: string): Promise<BatchManifest> {
  const { manifest, control } = await requireUnfinished(deps, id);
  await setStatus(deps, manifest, control, "processing");
  await tryPublish(deps, manifest.batch_id, () => enqueuePending(deps, manifest, control.run));
  return manifest;
}

/** Ends a batch: images without a result get one that says so. */
export async function cancelBatch(deps: ApiDeps, id: string): Promise<BatchManifest> {
  const { manifest, control } = await requireUnfinished(deps, id);
  await setStatus(deps, manifest, control, "cancelled");
  await tryPublish(deps, manifest.batch_id, () => deps.queues.addFinish(manifest.batch_id));
  return manifest;
}

/** @throws {Problem} 409 when the batch is finished or cancelled */
async function requireUnfinished(deps: ApiDeps, id: string): Promise<{ manifest: BatchManifest; control: Control }> {
  const manifest = await requireManifest(deps, id);
  const control = await deps.store.control(manifest.batch_id);
  if ((await deps.store.final(manifest.batch_id)) !== undefined || control.status === "cancelled")
    throw new Problem("batch_finished", "The batch is finished or cancelled; it cannot be changed any more.");
  return { manifest, control };
}

async function setStatus(
  deps: ApiDeps,
  manifest: BatchManifest,
  control: Control,
  status: Control["status"],
): Promise<void> {
  if (control.status !== status) await deps.store.setControl(manifest.batch_id, { ...control, status });
  await tryPublish(deps, manifest.batch_id, () => deps.progress.setStatus(manifest.batch_id, status));
}

async function enqueuePending({ store, queues }: ApiDeps, manifest: BatchManifest, run: number): Promise<void> {
  const pending: number[] = [];
  for await (const seq of store.pending(manifest)) pending.push(seq);
  await queues.addItems(manifest, pending, run);
}
