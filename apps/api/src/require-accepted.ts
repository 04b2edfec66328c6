import { Problem } from "@symphony/contract";
import type { Accepted, BatchId } from "@symphony/contract";
import type { ApiDeps } from "./deps.ts";
import { batchNotFound, requireBatchId } from "./upload/submit.ts";

/** A batch that was accepted. @throws {Problem} 404 when there is none of that id, 409 when it was announced only */
export async function requireAccepted(deps: Pick<ApiDeps, "store">, id: string): Promise<Accepted> {
  const accepted = await findAccepted(deps, requireBatchId(id));
  if (accepted === undefined) throw new Problem("batch_not_ready", "The batch has no images yet.");
  return accepted;
}

/** @returns undefined: it was announced, and has no images yet @throws {Problem} 404 when there is none of that id */
export async function findAccepted({ store }: Pick<ApiDeps, "store">, batchId: BatchId): Promise<Accepted | undefined> {
  const accepted = await store.accepted(batchId);
  if (accepted === undefined && (await store.announcements.read(batchId)) === undefined) throw batchNotFound(batchId);
  return accepted;
}
