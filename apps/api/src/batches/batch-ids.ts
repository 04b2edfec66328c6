import { decodeBatchId, Problem } from "@symphony/contract";
import type { BatchId } from "@symphony/contract";

/** @throws {Problem} 404 for anything that is no batch id, before the store is asked */
export function requireBatchId(text: string): BatchId {
  const batchId = decodeBatchId(text);
  if (batchId === undefined) throw batchNotFound(text);
  return batchId;
}

export function batchNotFound(text: string): Problem {
  return new Problem("batch_not_found", `Batch ${text.slice(0, 64)} not found.`);
}
