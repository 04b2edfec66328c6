import type { BatchId, Counts } from "@symphony/contract";
import type { BatchManifest, Item } from "./intake/manifest.ts";
import type { Evidence } from "./port/evidence.ts";
import type { StoredFile } from "./port/files.ts";
import type { ApiKeys, AuditLog, Brands } from "./port/installation.ts";
import type { DraftBatches, IdempotencyRecords, Uploads } from "./port/intake.ts";
import type {
  BatchProgress,
  Doctor,
  ExpiryReport,
  NewRun,
  Removals,
  RetentionRules,
  RunSummary,
} from "./port/lifecycle.ts";
import type { MailMarkers, Webhooks, WriteBacks } from "./port/notifications.ts";
import type { BatchRecords, Reviews, Shares } from "./port/people.ts";
import type { Attempts, HashIndex, Payloads, Results } from "./port/results.ts";
import type { SourceRecords } from "./port/sources.ts";
import type { Staging } from "./port/staging.ts";
import type { ResultRecord } from "./results/result-record.ts";
import type { Control, ControlState } from "./state/control-schema.ts";
import type { Final } from "./state/final.ts";
import type { Metadata } from "./state/metadata.ts";

export type * from "./port/evidence.ts";
export type * from "./port/files.ts";
export type * from "./port/installation.ts";
export type * from "./port/intake.ts";
export type * from "./port/lifecycle.ts";
export type * from "./port/notifications.ts";
export type * from "./port/people.ts";
export type * from "./port/results.ts";
export type * from "./port/sources.ts";
export type * from "./port/staging.ts";

/**
 * The ledger: what was accepted, what was found, and what was asked of a batch.
 *
 * An implementation MUST
 * - return from a write only when it is durable, unless the method says otherwise;
 * - let exactly one of many concurrent writers win where a method puts something *if absent*, across processes
 *   and hosts, and tell the others that they lost;
 * - show a batch whole or not at all: nothing of a staging is visible before its commit;
 * - accept being killed at any instruction, and calls being repeated after it;
 * - throw `StoreError` for what its medium reports, with the original error as `cause`.
 *
 * It MUST NOT
 * - change a manifest, an item or a result once they are there;
 * - delete what another, living process may still be writing;
 * - let a path, a key, an `errno` or an HTTP status of its own get through these methods.
 */
export interface BatchStore {
  /** The identity of the store: the same for all processes that open it, and for no other store. */
  id: string;
  drafts: DraftBatches;
  idempotency: IdempotencyRecords;
  uploads: Uploads;
  payloads: Payloads;
  attempts: Attempts;
  results: Results;
  evidence: Evidence;
  reviews: Reviews;
  records: BatchRecords;
  removals: Removals;
  hashes: HashIndex;
  keys: ApiKeys;
  audit: AuditLog;
  shares: Shares;
  brands: Brands;
  sources: SourceRecords;
  mail: MailMarkers;
  webhooks: Webhooks;
  writeBacks: WriteBacks;
  doctor: Doctor;

  /** Checks that the store can be written. @throws {StoreError} `unavailable`, `full` or `unsuitable` */
  check(): Promise<void>;
  /** Checks that an upload of this size fits. @throws {StoreError} `full` */
  admit(bytes: number): Promise<void>;
  capacity(): Promise<{ freeBytes: number; totalBytes: number; freeFiles: number }>;

  /** Stages a new batch. */
  openStaging(): Promise<Staging>;
  /** Removes what dead processes left behind: unfinished uploads and checks. @returns how many */
  removeAbandoned(): Promise<number>;

  /** Ids of all committed batches, in no order. */
  list(): Promise<BatchId[]>;
  /**
   * Batches that may have something left to do, whatever number is kept: those that `settle` was not called for in
   * this process, those that were reopened since, and some of the others in turn.
   */
  unsettled(): AsyncGenerator<BatchId>;
  /** Nothing is left to do for a batch before its next run or before its mail is asked for again. */
  settle(batchId: BatchId): void;
  manifest(batchId: BatchId): Promise<BatchManifest | undefined>;
  /** Whether a batch is there, as it was a few seconds ago at most: cheap enough to ask beside each image. */
  isThere(batchId: BatchId): Promise<boolean>;
  metadata(batchId: BatchId): Promise<Metadata | undefined>;
  /**
   * An item with the file that it has in a run; without one, in the newest run, as it was at most a moment ago.
   *
   * @throws when the batch has no such item
   */
  item(batchId: BatchId, seq: number, run?: number): Promise<Item>;

  /**
   * The first image whose name has this text, in any case, in one part of the batch; a part has `NAMES_PER_PART` images.
   * Cheap where there is none.
   */
  findName(batchId: BatchId, part: number, text: string): Promise<string | undefined>;
  /** Batches that were changed within the last hour after they had ended. A hint: some may be missing. */
  recentlyChanged(): Promise<BatchId[]>;

  /** What was asked of the batch, and the number of its newest run. */
  control(batchId: BatchId): Promise<Control>;
  /**
   * Changes what is asked of the batch, unless somebody changed it since the caller read version `expected`.
   * Every change of a batch goes through here, a new run and the end of a run included. A cancel is final for its run.
   *
   * @returns whether this call made the change
   */
  updateControl(batchId: BatchId, expected: number, next: ControlState): Promise<boolean>;
  /** Starts the next run of a finished batch if nobody else did. @returns whether this call started it */
  startRun(manifest: BatchManifest, run: NewRun): Promise<boolean>;

  /** Items of the newest run without a result, in order, from one item up to another, which is left out. */
  pending(manifest: BatchManifest, from?: number, to?: number): AsyncGenerator<number>;
  /** Counts the results of a batch by reading all of them. */
  batchProgress(manifest: BatchManifest): Promise<BatchProgress>;
  /** Rewrites the pending list for readers of the folder. It trails the results and promises nothing. */
  refreshPendingList(manifest: BatchManifest, counts: Counts): Promise<void>;
  /** The newest result of each item, in upload order, from item `from` on; items without one are left out. */
  eachResult(manifest: BatchManifest, from?: number): AsyncGenerator<ResultRecord>;
  /** Random access to the newest results; of a finished batch every item has one. */
  openResults(manifest: BatchManifest): Promise<(seq: number) => Promise<ResultRecord | undefined>>;

  /** Finishes the newest run once: the CSV, then the marker. @throws {UnfinishedError} while an item has no result */
  finish(manifest: BatchManifest, model?: string): Promise<Final>;
  /** What each run of a batch was for, and how it ended, the first one first. */
  runs(manifest: BatchManifest): Promise<RunSummary[]>;
  /** The marker of the newest run's end; `undefined` while something is left to do. */
  final(batchId: BatchId): Promise<Final | undefined>;
  /** Whether a finish was interrupted after its marker, or a run was decided and not started. */
  hasLeftovers(manifest: BatchManifest): Promise<boolean>;
  /** Items of a finished batch that ended in an error, in order. */
  failedItems(manifest: BatchManifest): Promise<number[]>;
  /** `results.csv` of a finished batch. @throws {StoreError} `missing` */
  openCsv(batchId: BatchId): Promise<StoredFile>;

  /** Removes what is past its retention and names unfinished batches that are. @param now epoch ms */
  expire(rules: RetentionRules, now: number): Promise<ExpiryReport>;
  /** Removes a batch that nobody works on whole; one that is gone already is fine. See `removals` for any other. */
  remove(batchId: BatchId): Promise<void>;
}
