import { link, mkdir, readdir, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { acceptedSchema, decodeBatchId, metadataSchema } from "@symphony/contract";
import type { Accepted, BatchId, Control, Counts, Final, Item, Metadata, Row } from "@symphony/contract";
import { createAnnouncements } from "./announcements.ts";
import type { Announcements } from "./announcements.ts";
import { createAttempts } from "./attempts.ts";
import type { Attempts } from "./attempts.ts";
import { errnoOf, makeDirDurably, readIfThere, removeFile } from "./durable.ts";
import { moveIfThere, readControl, writeControl } from "./control.ts";
import { readFinal } from "./final.ts";
import { finishBatch, hasLeftovers } from "./finish.ts";
import { openGenerationDraft } from "./generation.ts";
import type { GenerationDraft } from "./generation.ts";
import { createItemReader } from "./items.ts";
import { createMailMarkers } from "./mail-markers.ts";
import type { MailMarkers } from "./mail-markers.ts";
import { createPaths } from "./paths.ts";
import { pendingSeqs, refreshPendingList } from "./pending-list.ts";
import { openShownRows } from "./present-rows.ts";
import type { RowReader } from "./present-rows.ts";
import { createReserve } from "./reserve.ts";
import { createRows } from "./rows.ts";
import type { Rows } from "./rows.ts";
import { checkStorage } from "./self-test.ts";
import { createStagings } from "./staging.ts";
import type { Staging } from "./staging.ts";
import { readStanding } from "./standing.ts";
import type { Standing } from "./standing.ts";
import { createSubmissions } from "./submissions.ts";
import type { Submissions } from "./submissions.ts";
import { createWebhooks } from "./webhooks.ts";
import type { Webhooks } from "./webhooks.ts";

/** Everything that is kept on disk, and the only way to it. All writes are durable when they return. */
export interface BatchStore {
  announcements: Announcements;
  attempts: Attempts;
  mail: MailMarkers;
  rows: Rows;
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
  accepted(batchId: BatchId): Promise<Accepted | undefined>;
  metadata(batchId: BatchId): Promise<Metadata | undefined>;
  /** What people want of the batch, and its generation. */
  control(batchId: BatchId): Promise<Control>;
  setControl(batchId: BatchId, control: Control): Promise<void>;
  /** For a new generation of a finished batch, in which some items are judged again. */
  openGenerationDraft(accepted: Accepted): GenerationDraft;
  /** Present when the newest generation is finished. */
  final(batchId: BatchId): Promise<Final | undefined>;
  item(batchId: BatchId, seq: number): Promise<Item>;
  /** Where the bytes of an uploaded item are. */
  payloadPath(batchId: BatchId, item: Item): string;
  /** Where a small picture of an item is, or is to be. */
  thumbnailPath(batchId: BatchId, seq: number): string;
  /** Gives an item the small picture of another with the same bytes, where there is one. */
  shareThumbnail(from: Pick<Row, "batch_id" | "seq">, batchId: BatchId, seq: number): Promise<void>;
  /** Removes an item's bytes; only to be called once its row is durable, and says that they are not needed again. */
  removePayload(batchId: BatchId, item: Item): Promise<void>;
  /** Keeps an item's bytes where another threshold may ask for them; as `removePayload` otherwise. */
  keepPayload(batchId: BatchId, item: Item): Promise<void>;
  /** Items without a row, in order. */
  pending(accepted: Accepted): AsyncGenerator<number>;
  /** How far the batch is by its rows; reads them all. */
  standing(accepted: Accepted): Promise<Standing>;
  refreshPendingList(accepted: Accepted, counts: Counts): Promise<void>;
  /** @throws {UnfinishedError} */
  finish(accepted: Accepted): Promise<Final>;
  /** Whether something of the unfinished time is still there. */
  hasLeftovers(accepted: Accepted): Promise<boolean>;
  /** Reads the rows that people are shown: of a batch that is finished one of every item. */
  openRows(accepted: Accepted): Promise<RowReader>;
  /** These rows from item `from` on, in upload order; items without one are left out. */
  eachRow(accepted: Accepted, from?: number): AsyncGenerator<Row>;
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
  const rows = createRows(paths, reserve);
  const items = createItemReader(paths);

  return {
    announcements: createAnnouncements(paths),
    attempts: createAttempts(paths),
    mail: createMailMarkers(paths),
    rows,
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
    accepted: async (batchId) => parseIfThere(acceptedSchema, await readIfThere(paths.accepted(batchId))),
    metadata: async (batchId) => parseIfThere(metadataSchema, await readIfThere(paths.metadata(batchId))),
    control: (batchId) => readControl(paths, batchId),
    setControl: (batchId, control) => writeControl(paths, batchId, control),
    openGenerationDraft: (accepted) => openGenerationDraft(paths, items, accepted),
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
    pending: (accepted) => pendingSeqs(paths, accepted),
    standing: (accepted) => readStanding(paths, rows, accepted),
    refreshPendingList: (accepted, counts) => refreshPendingList(paths, items, accepted, counts),
    finish: (accepted) => reserve.spend(() => finishBatch(paths, rows, items, accepted)),
    hasLeftovers: (accepted) => hasLeftovers(paths, accepted),
    openRows: (accepted) => openShownRows(paths, rows, items, accepted),
    async *eachRow(accepted, from = 0) {
      const read = await openShownRows(paths, rows, items, accepted);
      for (let seq = from; seq < accepted.total; seq += 1) {
        const row = await read(seq);
        if (row !== undefined) yield row;
      }
    },
    csvPath: (batchId) => paths.csv(batchId),
  };
}

function parseIfThere<T>(schema: { parse(value: unknown): T }, text: string | undefined): T | undefined {
  return text === undefined ? undefined : schema.parse(JSON.parse(text));
}
