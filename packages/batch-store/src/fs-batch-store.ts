import { readdir, statfs } from "node:fs/promises";
import { decodeBatchId } from "@symphony/contract";
import { createAuditLog } from "./audit/audit-log.ts";
import { createBrands } from "./brands/brands.ts";
import { removeAbandonedFolders } from "./fs/abandoned.ts";
import { createReserve } from "./fs/disk-reserve.ts";
import { checkIdentity, openIdentity } from "./fs/identity.ts";
import { createPaths } from "./fs/paths.ts";
import { checkStorage, prepareStorage } from "./fs/storage-check.ts";
import { openStoredFile } from "./fs/stored-file.ts";
import { withStoreErrors } from "./fs/with-store-errors.ts";
import { createDoctor } from "./doctor/doctor.ts";
import { createHashIndex } from "./hashes/hash-index.ts";
import { createDraftBatches } from "./intake/draft-batches.ts";
import { findName } from "./intake/find-name.ts";
import { createIdempotencyRecords } from "./intake/idempotency-records.ts";
import { createItemReader } from "./intake/items.ts";
import type { BatchManifest } from "./intake/manifest.ts";
import { readManifest } from "./intake/read-manifest.ts";
import { createPayloads } from "./intake/payloads.ts";
import { createStagings } from "./intake/staging.ts";
import { createApiKeys } from "./keys/api-keys.ts";
import { readBatchProgress } from "./lifecycle/batch-progress.ts";
import { createExpiry } from "./lifecycle/expire.ts";
import { readFailedItems } from "./lifecycle/failed-items.ts";
import { finishBatch, hasLeftovers } from "./lifecycle/finish.ts";
import { readRuns } from "./lifecycle/read-runs.ts";
import { startRun } from "./lifecycle/runs.ts";
import { createUnsettled } from "./lifecycle/unsettled.ts";
import { createMailMarkers } from "./notifications/mail-markers.ts";
import { createWebhooks } from "./notifications/webhooks.ts";
import { createWriteBacks } from "./notifications/write-backs.ts";
import type { BatchStore } from "./port.ts";
import { eachName } from "./rounds.ts";
import { createAttempts } from "./results/attempts.ts";
import { csvOfRun } from "./results/csv-file.ts";
import { openShownResults } from "./results/current-results.ts";
import { createEvidence } from "./results/evidence.ts";
import { pendingSeqs, refreshPendingList } from "./results/pending.ts";
import { createResults } from "./results/results.ts";
import { createBatchRecords } from "./records/batch-records.ts";
import { createRemovals } from "./removal/removals.ts";
import { removeBatch } from "./removal/remove-batch.ts";
import { createReviews } from "./reviews/reviews.ts";
import { createSourceRecords } from "./sources/source-records.ts";
import { createUploads } from "./uploads/uploads.ts";
import { createShares } from "./shares/shares.ts";
import { readControl, updateControl } from "./state/control.ts";
import { readFinal } from "./state/final.ts";
import { readMetadata } from "./state/metadata.ts";
import { recentlyReopened } from "./state/reopened.ts";

/**
 * Opens the ledger in a folder, which processes of several hosts may share.
 *
 * @param reserveBytes room kept for the results of what was accepted
 * @throws {StoreError} `unsuitable`, `unavailable` or `full` when the folder cannot hold batches
 */
export async function openBatchStore(exportsDir: string, reserveBytes = 0): Promise<BatchStore> {
  const paths = createPaths(exportsDir);
  const reserve = createReserve(paths, reserveBytes);
  await prepareStorage(paths, reserve);
  const id = await reserve.spend(() => openIdentity(paths));

  const [drafts, idempotency] = [createDraftBatches(paths), createIdempotencyRecords(paths)];
  const [results, items] = [createResults(paths, reserve), createItemReader(paths)];
  const payloads = createPayloads(paths);
  const removals = createRemovals(paths, idempotency, reserve);
  const expire = createExpiry(paths, drafts, idempotency, removals);
  const list = async () => (await readdir(exportsDir)).filter((name) => decodeBatchId(name) === name);
  const eachBatch = () => eachName(exportsDir, (name) => (decodeBatchId(name) === name ? name : undefined));

  async function* eachResult(manifest: BatchManifest, from = 0) {
    const read = await openShownResults(paths, results, items, manifest);
    for (let seq = from; seq < manifest.total; seq += 1) {
      const record = await read(seq);
      if (record !== undefined) yield record;
    }
  }

  return withStoreErrors<BatchStore>({
    drafts,
    idempotency,
    uploads: createUploads(paths, reserve),
    results,
    payloads,
    doctor: createDoctor({ paths, items, results, payloads }),
    attempts: createAttempts(paths),
    evidence: createEvidence(paths),
    reviews: createReviews(paths),
    records: createBatchRecords(paths),
    removals,
    hashes: createHashIndex(paths, items),
    keys: createApiKeys(paths),
    audit: createAuditLog(paths),
    shares: createShares(paths),
    brands: createBrands(paths),
    sources: createSourceRecords(paths),
    mail: createMailMarkers(paths),
    webhooks: createWebhooks(paths),
    writeBacks: createWriteBacks(paths),
    id,
    async check() {
      await checkIdentity(paths, id);
      await checkStorage(paths);
    },
    admit: (bytes) => reserve.admit(bytes),
    async capacity() {
      const { bavail, blocks, bsize, ffree } = await statfs(exportsDir);
      return { freeBytes: bavail * bsize, totalBytes: blocks * bsize, freeFiles: ffree };
    },
    openStaging: createStagings(paths),
    removeAbandoned: () => removeAbandonedFolders(paths),
    list,
    ...createUnsettled(paths, eachBatch),
    manifest: (batchId) => readManifest(paths, batchId),
    isThere: async (batchId) => (await readManifest(paths, batchId)) !== undefined,
    metadata: (batchId) => readMetadata(paths, batchId),
    item: (batchId, seq, run) => items.read(batchId, seq, run),
    findName: (batchId, part, text) => findName(paths, batchId, part, text),
    recentlyChanged: () => recentlyReopened(paths),
    control: (batchId) => readControl(paths, batchId),
    updateControl: (batchId, expected, next) => updateControl(paths, batchId, expected, next),
    startRun: (manifest, run) => startRun(paths, manifest, run),
    pending: (manifest, from, to) => pendingSeqs(paths, manifest, from, to),
    batchProgress: (manifest) => readBatchProgress(paths, results, manifest),
    refreshPendingList: (manifest, counts) => refreshPendingList(paths, items, manifest, counts),
    eachResult,
    openResults: (manifest) => openShownResults(paths, results, items, manifest),
    finish: (manifest, model) => reserve.spend(() => finishBatch(paths, results, manifest, model)),
    runs: (manifest) => readRuns(paths, manifest),
    final: (batchId) => readFinal(paths, batchId),
    hasLeftovers: (manifest) => hasLeftovers(paths, manifest),
    failedItems: async (manifest) =>
      readFailedItems(paths, manifest.batch_id, (await readControl(paths, manifest.batch_id)).run, () =>
        eachResult(manifest),
      ),
    openCsv: async (batchId) => openStoredFile(await csvOfRun(paths, batchId, (await readControl(paths, batchId)).run)),
    expire: (rules, now) => expire(eachBatch(), rules, now),
    remove: (batchId) => removeBatch(paths, batchId),
  });
}
