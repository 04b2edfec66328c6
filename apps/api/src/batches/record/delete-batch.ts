import { setTimeout as sleep } from "node:timers/promises";
import type { BatchManifest } from "@symphony/batch-store";
import type { ApiDeps } from "../../deps.ts";
import { requireBatchId } from "../batch-ids.ts";
import { findManifest } from "../find-batch.ts";
import { tryPublish } from "../try-publish.ts";

/** Workers look at what is asked of a batch at least this often; then they begin none of its images. */
const STOP_WAIT_MS = 300;
/** Changes of a batch at the same moment as its removal. */
const STOP_TRIES_MAX = 20;

/**
 * Removes a batch at once, also one that runs or is pinned. The removal is noted first: where this process dies, the
 * maintenance of the workers finishes it. What was hidden is deleted after the response.
 */
export async function deleteBatch(deps: ApiDeps, id: string): Promise<void> {
  const { store, progress, logger } = deps;
  const batchId = requireBatchId(id);
  const manifest = await findManifest(deps, batchId);
  if (manifest === undefined) return store.drafts.remove(batchId);
  await store.removals.begin(manifest);
  await stopWork(deps, manifest);
  await store.removals.carryOut(manifest);
  await store.drafts.remove(batchId);
  await deps.batchIndex.touch(batchId);
  await tryPublish(deps, batchId, () => progress.forget(manifest));
  void store.removals
    .emptyTrash()
    .catch((error: unknown) => logger.warn({ err: error, batch: batchId }, "removal:not finished yet"));
}

/** Cancels a batch that runs, so that workers begin no more of its images. */
async function stopWork({ store }: ApiDeps, { batch_id: batchId }: BatchManifest): Promise<void> {
  for (let tries = 0; tries < STOP_TRIES_MAX; tries += 1) {
    const { version, ...state } = await store.control(batchId);
    if (state.status === "cancelled" || state.ended || (await store.final(batchId)) !== undefined) return;
    const stopped = await store.updateControl(batchId, version, { ...state, status: "cancelled" });
    if (stopped) return sleep(STOP_WAIT_MS);
  }
}
