import { Problem } from "@symphony/contract";
import type { Accepted } from "@symphony/contract";
import type { ApiDeps } from "./deps.ts";
import { batchNotFound, requireBatchId } from "./upload/submit.ts";

/** A batch that was accepted. @throws {Problem} 404 when there is none of that id, 409 when it was announced only */
export async function requireAccepted(deps: Pick<ApiDeps, "store">, id: string): Promise<Accepted> {
  const batchId = requireBatchId(id);
  const accepted = await deps.store.accepted(batchId);
  if (accepted !== undefined) return accepted;
  if ((await deps.store.announcements.read(batchId)) === undefined) throw batchNotFound(batchId);
  throw new Problem("batch_not_ready", "The batch has no images yet.");
}
