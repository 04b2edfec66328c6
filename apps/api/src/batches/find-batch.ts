import type { BatchManifest, DraftBatch } from "@symphony/batch-store";
import { Problem } from "@symphony/contract";
import type { BatchId, Status } from "@symphony/contract";
import type { ApiDeps } from "../deps.ts";
import { batchNotFound, requireBatchId } from "./batch-ids.ts";
import { readStatus } from "./batch-status.ts";

type StoreDeps = Pick<ApiDeps, "store">;

/** A batch that has its images. @throws {Problem} 404 when there is no such batch, 409 when it is a draft */
export async function requireManifest(deps: StoreDeps, id: string): Promise<BatchManifest> {
  const manifest = await findManifest(deps, requireBatchId(id));
  if (manifest === undefined) throw new Problem("batch_not_ready", "The batch has no images yet.");
  return manifest;
}

/** @returns undefined for a draft @throws {Problem} 404 when there is no such batch */
export async function findManifest({ store }: StoreDeps, batchId: BatchId): Promise<BatchManifest | undefined> {
  const manifest = await store.manifest(batchId);
  if (manifest === undefined && (await store.drafts.read(batchId)) === undefined) throw batchNotFound(batchId);
  return manifest;
}

/** A batch with or without images. @throws {Problem} 404 when there is no such batch */
export async function requireBatch({ store }: StoreDeps, batchId: BatchId): Promise<BatchManifest | DraftBatch> {
  const batch = (await store.manifest(batchId)) ?? (await store.drafts.read(batchId));
  if (batch === undefined) throw batchNotFound(batchId);
  return batch;
}

/** @throws {Problem} 409 with the counts so far */
export async function requireFinished(
  deps: ApiDeps,
  batchId: BatchId,
): Promise<{ manifest: BatchManifest; status: Status }> {
  const status = await readStatus(deps, batchId);
  const manifest = await deps.store.manifest(batchId);
  // Removed since its status was read.
  if (manifest === undefined && status.status !== "initialized") throw batchNotFound(batchId);
  if (manifest === undefined)
    throw new Problem("batch_not_ready", "The batch has no images yet.", {
      more: { status: status.status, counts: status.counts },
    });
  if (status.completed_at !== null) return { manifest, status };
  throw new Problem(
    "batch_not_finished",
    `${status.processed} of ${status.total} images are checked; try again later.`,
    { more: { batch_id: batchId, status: status.status, counts: status.counts } },
  );
}
