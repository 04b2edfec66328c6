import type { BatchManifest } from "@symphony/batch-store";
import { Problem } from "@symphony/contract";
import type { BatchId } from "@symphony/contract";
import type { ApiDeps } from "../deps.ts";
import { batchNotFound, requireBatchId } from "../upload/submit.ts";

/** A batch that was accepted. @throws {Problem} 404 when there is none of that id, 409 when it was announced only */
export async function requireAccepted(deps: Pick<ApiDeps, "store">, id: string): Promise<BatchManifest> {
  const manifest = await findAccepted(deps, requireBatchId(id));
  if (manifest === undefined) throw new Problem("batch_not_ready", "The batch has no images yet.");
  return manifest;
}

/** @returns undefined: it was announced, and has no images yet @throws {Problem} 404 when there is none of that id */
export async function findAccepted(
  { store }: Pick<ApiDeps, "store">,
  batchId: BatchId,
): Promise<BatchManifest | undefined> {
  const manifest = await store.manifest(batchId);
  if (manifest === undefined && (await store.drafts.read(batchId)) === undefined) throw batchNotFound(batchId);
  return manifest;
}
