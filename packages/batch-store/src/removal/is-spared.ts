import type { BatchId } from "@symphony/contract";
import type { BatchStore } from "../port.ts";

interface Batches extends Pick<BatchStore, "manifest" | "final"> {
  isPinned(batchId: BatchId): Promise<boolean>;
}

/**
 * Whether a batch whose expiry was noted, by a process that died since, was pinned or started again meanwhile.
 *
 * @param endedAt when it had ended; notes of older versions do not say
 */
export async function isSpared(batches: Batches, batchId: BatchId, endedAt: string | undefined): Promise<boolean> {
  // It was hidden already, and what a late worker puts back has to go.
  if ((await batches.manifest(batchId)) === undefined) return false;
  if (await batches.isPinned(batchId)) return true;
  return endedAt !== undefined && (await batches.final(batchId))?.completed_at !== endedAt;
}
