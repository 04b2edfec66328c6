import type { DraftBatch } from "@symphony/batch-store";
import { decodeBatchId } from "@symphony/contract";
import { createExpiringMarks } from "@symphony/messaging";
import { withinMs } from "@symphony/service";
import type { ApiDeps } from "../deps.ts";

const NAME = "uploading";
/** A draft counts as being uploaded for so long after its start and after each byte: clients wait up to 30 s to retry. */
const RECENT_MS = 60_000;
const EXTEND_EVERY_MS = 10_000;
/** A status does not wait for Redis. */
const REDIS_WAIT_MS = 500;

/** Notes for all processes that bytes of a draft come, until the returned function is called. */
export function createUploadMarks({ redis }: Pick<ApiDeps, "redis">): (draftId: string | undefined) => () => void {
  const marks = createExpiringMarks(redis, NAME);
  return (draftId) => {
    const batchId = decodeBatchId(draftId);
    if (batchId === undefined) return () => undefined;
    // Only a sentence on a page depends on it.
    const keep = (): void => void marks.extend(batchId, RECENT_MS).catch(() => undefined);
    keep();
    const timer = setInterval(keep, EXTEND_EVERY_MS);
    return () => {
      clearInterval(timer);
      keep();
    };
  };
}

/** Whether the images of a draft are on their way: it is new, or bytes of it came a moment ago. */
export async function isBeingUploaded(
  { redis }: Pick<ApiDeps, "redis">,
  { batch_id, created_at }: DraftBatch,
): Promise<boolean> {
  if (Date.now() - Date.parse(created_at) < RECENT_MS) return true;
  const marked = await withinMs(REDIS_WAIT_MS, createExpiringMarks(redis, NAME).has(batch_id)).catch(() => undefined);
  return marked ?? false;
}
