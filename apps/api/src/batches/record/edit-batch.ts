import { StoreError } from "@symphony/batch-store";
import { Problem } from "@symphony/contract";
import type { BatchRecord, EditBatchRequest } from "@symphony/contract";
import type { ApiDeps } from "../../deps.ts";
import { batchNotFound } from "../batch-ids.ts";
import { requireManifest } from "../find-batch.ts";
import { requireKept } from "../start-run.ts";
import { tryPublish } from "../try-publish.ts";
import { readBatchRecord } from "./read-record.ts";

/**
 * Changes what people say of a batch, and whether it is pinned. Open pages are notified.
 *
 * @param expected the version that the caller saw
 * @throws {Problem} 412 when the record has another version by now
 */
export async function editBatch(
  deps: ApiDeps,
  id: string,
  change: EditBatchRequest,
  { by, expected }: { by: string; expected: number | undefined },
): Promise<BatchRecord> {
  const manifest = await requireManifest(deps, id);
  const { batch_id: batchId } = manifest;
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  await deps.store.records
    .update(batchId, { ...given, by, at: new Date().toISOString() }, expected)
    .catch((error: unknown) => refuse(error, batchId));
  await requireKept(deps, batchId);
  await deps.batchIndex.touch(batchId);
  const record = await readBatchRecord(deps, batchId);
  const run = record.runs.at(-1)?.run ?? 0;
  await tryPublish(deps, batchId, () => deps.progress.edited(manifest, record.status, run));
  return record;
}

function refuse(error: unknown, batchId: string): never {
  if (error instanceof StoreError && error.code === "missing") throw batchNotFound(batchId);
  if (error instanceof StoreError && error.code === "version_conflict")
    throw new Problem(
      "record_conflict",
      "Somebody else changed the record of the batch meanwhile, and this call changed nothing; read it again.",
      { cause: error },
    );
  throw error;
}
