import { setTimeout as sleep } from "node:timers/promises";
import pLimit from "p-limit";
import { CHUNK_SIZE_DEFAULT, decodeBatchId, Problem } from "@symphony/contract";
import type { ApiDeps } from "../deps.ts";
import type { CompleteUpload } from "../upload/resumable/mount-uploads.ts";
import { populateFromUploads } from "../upload/resumable/populate-from-uploads.ts";
import { createSkippedFiles } from "../upload/skipped.ts";
import { uploadLimitsOf } from "../upload/upload-source.ts";
import { submitBatch } from "./submit-batch.ts";

/** A larger one is a zip of the user's, whose images would take the disk twice, and mostly the whole batch. */
const PART_MAX_BYTES = 64 * 1024 * 1024;
/** Uploads that wait for their turn. Those beyond are checked with their batch. */
const PARTS_WAITING = 100;
/**
 * The pause after a part, by the time that it took: taking images apart ahead costs uploads a tenth of their speed at
 * most, also over a line on which workers could not keep up anyway.
 */
const PAUSE_TIMES = 9;

/**
 * Checks the images of complete uploads while the rest of their batch still comes: each becomes a part batch, whose
 * results the batch finds in the result cache. Nothing depends on it, so that a failure is only logged.
 *
 * @returns a function that takes an upload and does not wait
 */
export function createCheckAhead(deps: ApiDeps): (upload: CompleteUpload) => void {
  const limit = pLimit(1);
  return (upload) => {
    if (upload.size > PART_MAX_BYTES || limit.pendingCount >= PARTS_WAITING) return;
    void limit(async () => {
      const begun = performance.now();
      await checkAhead(deps, upload).catch((error: unknown) => {
        // Images that cannot be taken are reported when the batch is submitted.
        const level = error instanceof Problem ? "debug" : "warn";
        deps.logger[level]({ err: error, upload: upload.id }, "upload:not checked ahead");
      });
      await sleep(PAUSE_TIMES * (performance.now() - begun), undefined, { ref: false });
    });
  };
}

async function checkAhead(deps: ApiDeps, { id, draftId }: CompleteUpload): Promise<void> {
  const [partId, batchId] = [decodeBatchId(id), decodeBatchId(draftId)];
  if (partId === undefined || batchId === undefined || (await deps.store.isThere(batchId))) return;
  const draft = await deps.store.drafts.read(batchId);
  if (draft === undefined) return;
  await submitBatch(deps, { headers: {} }, async (staging) => {
    const skipped = createSkippedFiles();
    await populateFromUploads(deps.store, [id], staging, uploadLimitsOf(deps.config), skipped);
    const fields = { batchId: undefined, clientId: undefined, chunkSize: CHUNK_SIZE_DEFAULT };
    return { submission: { ...fields, part: { of: draft, id: partId } }, skipped };
  });
}
