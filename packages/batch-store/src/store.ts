import { manifestSchema } from "./intake/manifest.ts";
import type { BatchManifest, Item } from "./intake/manifest.ts";
import { metadataSchema } from "./state/metadata.ts";
import type { Metadata } from "./state/metadata.ts";
import type { Control } from "./state/control-schema.ts";
import type { Final } from "./state/final-schema.ts";
import type { ResultRecord } from "./results/record.ts";
import { link, mkdir, readdir, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { decodeBatchId } from "@symphony/contract";
import type { BatchId, Counts } from "@symphony/contract";
import { createDraftBatches } from "./intake/draft-batches.ts";
import type { DraftBatches } from "./intake/draft-batches.ts";
import { createAttempts } from "./results/attempts.ts";
import type { Attempts } from "./results/attempts.ts";
import { errnoOf, makeDirDurably, readIfThere, removeFile } from "./fs/durable.ts";
import { moveIfThere, readControl, writeControl } from "./state/control.ts";
import { readFinal } from "./state/final.ts";
import { finishBatch, hasLeftovers } from "./lifecycle/finish.ts";
import { openRunDraft } from "./lifecycle/runs.ts";
import type { RunDraft } from "./lifecycle/runs.ts";
import { createItemReader } from "./results/items.ts";
import { createMailMarkers } from "./notifications/mail-markers.ts";
import type { MailMarkers } from "./notifications/mail-markers.ts";
import { createPaths } from "./fs/paths.ts";
import { pendingSeqs, refreshPendingList } from "./results/pending-list.ts";
import { openShownResults } from "./results/current-results.ts";
import type { ResultReader } from "./results/current-results.ts";
import { createReserve } from "./fs/disk-reserve.ts";
import { createResultRecords } from "./results/result-records.ts";
import type { ResultRecords } from "./results/result-records.ts";
import { checkStorage } from "./fs/storage-check.ts";
import { createStagings } from "./intake/staging.ts";
import type { Staging } from "./intake/staging.ts";
import { readBatchProgress } from "./lifecycle/batch-progress.ts";
import type { BatchProgress } from "./lifecycle/batch-progress.ts";
import { createSubmissions } from "./intake/idempotency-records.ts";
import type { Submissions } from "./intake/idempotency-records.ts";
import { createWebhooks } from "./notifications/webhooks.ts";
import type { Webhooks } from "./notifications/webhooks.ts";

/** Everything that is kept on disk, and the only way to it. All writes are durable when they return. */
export interface BatchStore {
  drafts: DraftBatches;
  attempts: Attempts;
  mail: MailMarkers;
  results: ResultRecords;
  submissions: Submissions;
  webhooks: Webhooks;
  /** @throws {StorageError} when the folder cannot be written (any more) */
  check(): Promise<void>;
  /** Makes sure that there is room for an upload of so many bytes. @throws {Problem} `storage_full` */
  admit(bytes: number): Promise<void>;
  /** What the file system has room for. */
  room(): Promise<{ freeBytes: number; totalBytes: number; freeFiles: number }>;
  openStaging(): Promise<Staging>;
  /** Ids of the batches on disk, in no order. */
  list(): Promise<BatchId[]>;
  manifest(batchId: BatchId): Promise<BatchManifest | undefined>;
  metadata(batchId: BatchId): Promise<Metadata | undefined>;
  /** What people want of the batch, and its generation. */
  control(batchId: BatchId): Promise<Control>;
  setControl(batchId: BatchId, control: Control): Promise<void>;
  /** For a new generation of a finished batch, in which some items are judged again. */
  openRunDraft(manifest: BatchManifest): RunDraft;
  /** Present when the newest generation is finished. */
  final(batchId: BatchId): Promise<Final | undefined>;
  item(batchId: BatchId, seq: number): Promise<Item>;
  /** Where the bytes of an uploaded item are. */
  payloadPath(batchId: BatchId, item: Item): string;
  /** Where a small picture of an item is, or is to be. */
  thumbnailPath(batchId: BatchId, seq: number): string;
  /** Gives an item the small picture of another with the same bytes, where there is one. */
  shareThumbnail(from: Pick<ResultRecord, "batch_id" | "seq">, batchId: BatchId, seq: number): Promise<void>;
  /** Removes an item's bytes; only to be called once its row is durable, and says that they are not needed again. */
  removePayload(batchId: BatchId, item: Item): Promise<void>;
  /** Keeps an item's bytes where another threshold may ask for them; as `removePayload` otherwise. */
  keepPayload(batchId: BatchId, item: Item): Promise<void>;
  /** Items without a row, in order. */
  pending(manifest: BatchManifest): AsyncGenerator<number>;
  /** How far the batch is by its rows; reads them all. */
  batchProgress(manifest: BatchManifest): Promise<BatchProgress>;
  refreshPendingList(manifest: BatchManifest, counts: Counts): Promise<void>;
  /** @throws {UnfinishedError} */
  finish(manifest: BatchManifest): Promise<Final>;
  /** Whether something of the unfinished time is still there. */
  hasLeftovers(manifest: BatchManifest): Promise<boolean>;
  /** Reads the rows that people are shown: of a batch that is finished one of every item. */
  openResults(manifest: BatchManifest): Promise<ResultReader>;
  /** These rows from item `from` on, in upload order; items without one are left out. */
  eachResult(manifest: BatchManifest, from?: number): AsyncGenerator<ResultRecord>;
  csvPath(batchId: BatchId): string;
}

/**
 * @param reserveBytes room kept for the results of what was accepted
 *
 * @throws {StorageError} when the folder cannot keep what the store promises
 */
export async function openBatchStore(exportsDir: string, reserveBytes = 0): Promise<BatchStore> {
  const paths = createPaths(exportsDir);
  const reserve = createReserve(paths, reserveBytes);
  for (const folder of [paths.staging, paths.announced]) await makeDirDurably(folder);
  // On a full disk too: what was accepted is to be finished.
  await reserve.spend(() => checkStorage(exportsDir));
  const results = createResultRecords(paths, reserve);
  const items = createItemReader(paths);

  return {
    drafts: createDraftBatches(paths),
    attempts: createAttempts(paths),
    mail: createMailMarkers(paths),
    results,
    submissions: createSubmissions(paths),
    webhooks: createWebhooks(paths),
    check: () => checkStorage(exportsDir),
    admit: (bytes) => reserve.admit(bytes),
    openStaging: createStagings(paths),
    async room() {
      const { bavail, blocks, bsize, ffree } = await statfs(exportsDir);
      return { freeBytes: bavail * bsize, totalBytes: blocks * bsize, freeFiles: ffree };
    },
    list: async () => (await readdir(exportsDir)).filter((name) => decodeBatchId(name) === name),
    manifest: async (batchId) => parseIfThere(manifestSchema, await readIfThere(paths.manifest(batchId))),
    metadata: async (batchId) => parseIfThere(metadataSchema, await readIfThere(paths.metadata(batchId))),
    control: (batchId) => readControl(paths, batchId),
    setControl: (batchId, control) => writeControl(paths, batchId, control),
    openRunDraft: (manifest) => openRunDraft(paths, items, manifest),
    final: (batchId) => readFinal(paths, batchId),
    item: (batchId, seq) => items.read(batchId, seq),
    payloadPath: (batchId, item) => paths.payload(batchId, item),
    thumbnailPath: (batchId, seq) => paths.thumbnail(batchId, seq),
    async shareThumbnail(from, batchId, seq) {
      const path = paths.thumbnail(batchId, seq);
      await mkdir(dirname(path), { recursive: true });
      await link(paths.thumbnail(from.batch_id, from.seq), path).catch((error: unknown) => {
        if (errnoOf(error) !== "EEXIST" && errnoOf(error) !== "ENOENT") throw error;
      });
    },
    async removePayload(batchId, item) {
      if (item.stored !== undefined) await removeFile(paths.payload(batchId, item));
    },
    async keepPayload(batchId, item) {
      if (item.stored === undefined) return;
      await mkdir(paths.keptPayloads(batchId), { recursive: true });
      await moveIfThere(paths.payload(batchId, item), paths.keptPayload(batchId, item));
    },
    pending: (manifest) => pendingSeqs(paths, manifest),
    batchProgress: (manifest) => readBatchProgress(paths, results, manifest),
    refreshPendingList: (manifest, counts) => refreshPendingList(paths, items, manifest, counts),
    finish: (manifest) => reserve.spend(() => finishBatch(paths, results, items, manifest)),
    hasLeftovers: (manifest) => hasLeftovers(paths, manifest),
    openResults: (manifest) => openShownResults(paths, results, items, manifest),
    async *eachResult(manifest, from = 0) {
      const read = await openShownResults(paths, results, items, manifest);
      for (let seq = from; seq < manifest.total; seq += 1) {
        const record = await read(seq);
        if (record !== undefined) yield record;
      }
    },
    csvPath: (batchId) => paths.csv(batchId),
  };
}

function parseIfThere<T>(schema: { parse(value: unknown): T }, text: string | undefined): T | undefined {
  return text === undefined ? undefined : schema.parse(JSON.parse(text));
}
