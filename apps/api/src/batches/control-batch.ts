import type { BatchManifest, Control } from "@symphony/batch-store";
import { Problem } from "@symphony/contract";
import type { ApiDeps } from "../deps.ts";
import { requireManifest } from "./find-batch.ts";
import { tryPublish } from "./try-publish.ts";

/** Workers begin no more images within a moment; results that are there stay. */
export async function pauseBatch(deps: ApiDeps, id: string): Promise<BatchManifest> {
  return (await changeStatus(deps, id, "paused")).manifest;
}

export async function resumeBatch(deps: ApiDeps, id: string): Promise<BatchManifest> {
  const { manifest, run } = await changeStatus(deps, id, "processing");
  await tryPublish(deps, manifest.batch_id, () => enqueuePending(deps, manifest, run));
  return manifest;
}

/** Ends a batch: images without a result get one that says so. */
export async function cancelBatch(deps: ApiDeps, id: string): Promise<BatchManifest> {
  const { manifest } = await changeStatus(deps, id, "cancelled");
  await tryPublish(deps, manifest.batch_id, () => deps.queues.addFinish(manifest.batch_id));
  return manifest;
}

/** @throws {Problem} 409 when the batch is finished or cancelled, or when another call changed it meanwhile */
async function changeStatus(
  deps: ApiDeps,
  id: string,
  status: Control["status"],
): Promise<{ manifest: BatchManifest; run: number }> {
  const manifest = await requireManifest(deps, id);
  const { batch_id: batchId } = manifest;
  const { version, ...state } = await deps.store.control(batchId);
  if (state.status === "cancelled" || state.ended || (await deps.store.final(batchId)) !== undefined)
    throw new Problem("batch_finished", "The batch is finished or cancelled; it cannot be changed any more.");
  const changed = state.status === status || (await deps.store.updateControl(batchId, version, { ...state, status }));
  if (!changed) throw batchChanged();
  await tryPublish(deps, batchId, () => deps.progress.setStatus(manifest, status, state.run));
  return { manifest, run: state.run };
}

export const batchChanged = (): Problem =>
  new Problem(
    "batch_changed",
    "Another call changed the batch at the same moment, and this one changed nothing; look at its status and try again.",
  );

async function enqueuePending({ store, queues }: ApiDeps, manifest: BatchManifest, run: number): Promise<void> {
  const pending: number[] = [];
  for await (const seq of store.pending(manifest)) pending.push(seq);
  await queues.addItems(manifest, pending, run);
}
