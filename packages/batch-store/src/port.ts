import type { Readable } from "node:stream";
import type { BatchId, BoundingBox, Counts, ReviewEntry, Verdict, WebhookAttempt } from "@symphony/contract";
import type { PictureType } from "./fs/paths.ts";
import type { Damage } from "./doctor/damage.ts";
import type { DraftBatch } from "./intake/draft-batches.ts";
import type { SubmissionRecord } from "./intake/idempotency-records.ts";
import type { BatchManifest, Item, ItemKind } from "./intake/manifest.ts";
import type { MailDone, MailIntent, WebhookDone } from "./notifications/marker-schemas.ts";
import type { ResultRecord } from "./results/result-record.ts";
import type { Control, ControlState } from "./state/control-schema.ts";
import type { Final } from "./state/final.ts";
import type { Metadata } from "./state/metadata.ts";

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
  payloads: Payloads;
  attempts: Attempts;
  results: Results;
  evidence: Evidence;
  reviews: Reviews;
  mail: MailMarkers;
  webhooks: Webhooks;
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
  metadata(batchId: BatchId): Promise<Metadata | undefined>;
  /** @throws when the batch has no such item */
  item(batchId: BatchId, seq: number): Promise<Item>;

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
  finish(manifest: BatchManifest): Promise<Final>;
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
  /** Removes a batch whole; one that is gone already is fine. */
  remove(batchId: BatchId): Promise<void>;
}

/** What a batch is committed with; the staging knows the rest. */
export type BatchDetails = Omit<BatchManifest, "total" | "kind" | "accepted_at">;

/**
 * A batch in the making, visible to nobody before `commit`.
 *
 *   open ──commit──► committed ──discard──► closed
 *     └───────────────discard──────────────► closed
 */
export interface Staging {
  /** Items added so far, those still being written included. */
  count: number;
  /** What the items are, by the first of them. */
  kind: ItemKind;
  /**
   * Streams a file into the batch. The order of these calls is the order of the items. Few files are read at once:
   * a sender that awaits the promise is slowed down to the store's pace. A file that fails leaves no trace, and an
   * error of `bytes` itself comes back unchanged.
   *
   * @throws {TooLargeError} as soon as more than `maxBytes` came
   */
  addFile(name: string, bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<void>;
  addUrl(url: string): void;
  /** Spools bytes to a local file that goes with the staging: zips are read from their end. @throws {TooLargeError} */
  spool(bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<LocalFile>;
  /** A digest of all items: the same for the same names and bytes in any order. */
  fingerprint(): string;
  /** Publishes the batch if its id is free. @throws {StoreError} `already_committed` */
  commit(details: BatchDetails): Promise<BatchManifest>;
  /** Removes what is left. Call it in every case, after a commit too. Never throws. */
  discard(): Promise<void>;
}

/** How long batches are kept. */
export interface RetentionRules {
  /** Hours a finished batch is kept. */
  finishedHours: number;
  /** Hours an unfinished batch is kept after its last progress. */
  pendingHours: number;
  /** A pause between two calls of `expire` that is longer than this is an outage, and does not count as waiting. */
  outageMs?: number | undefined;
}

export interface ExpiryReport {
  removed: BatchManifest[];
  /** Unfinished for too long: their remaining items are to be failed first; removal comes later. */
  expired: BatchManifest[];
  /** Batches that could not be looked at or removed. They hold up no others. */
  failed: Array<{ batchId: BatchId; error: unknown }>;
}

/**
 * Finds what contradicts itself in the ledger: bytes that are gone, damaged records, what was derived and disagrees.
 * It changes nothing, unless it is told to repair what the rest of the ledger determines.
 */
export interface Doctor {
  /** What belongs to no batch. */
  examineStore(repair?: boolean): Promise<Damage[]>;
  /** Reads all results of a batch. One that is changed or removed meanwhile has no damage. */
  examineBatch(batchId: BatchId, repair?: boolean): Promise<Damage[]>;
}

/** Batches that have an id, and perhaps an address, but no images yet. */
export interface DraftBatches {
  read(batchId: BatchId): Promise<DraftBatch | undefined>;
  write(draft: DraftBatch): Promise<void>;
  /**
   * Writes a new draft if there are fewer than `max`. When there are not, drafts that nobody touched for hours are
   * removed, the oldest first. Several processes may pass the number by what they add within a minute.
   *
   * @returns false when there is no room
   */
  add(draft: DraftBatch, max: number): Promise<boolean>;
  remove(batchId: BatchId): Promise<void>;
}

/** Submissions by the digest of their idempotency key. */
export interface IdempotencyRecords {
  find(key: string): Promise<SubmissionRecord | undefined>;
  /** Puts a record if absent. @returns the record in place, which may be another caller's */
  reserve(key: string, record: SubmissionRecord): Promise<SubmissionRecord>;
  /** Whether the batch of this submission was there and is removed. */
  isTombstoned(key: string): Promise<boolean>;
}

/** The bytes of uploaded items. */
export interface Payloads {
  /** Makes an item's bytes readable as a local file until it is released. @throws {StoreError} `missing` */
  open(batchId: BatchId, item: Item): Promise<LocalFile>;
  /** Removes an item's bytes. Only call it once the item's result is durable. */
  remove(batchId: BatchId, item: Item): Promise<void>;
  /** Keeps an item's bytes for a later run instead of removing them. */
  keep(batchId: BatchId, item: Item): Promise<void>;
}

/** How often an item was begun: a limit on retries that outlives queue and process. Not durable. */
export interface Attempts {
  /** Counts a beginning. @returns how many there were in this run, this one included */
  begin(batchId: BatchId, run: number, seq: number): Promise<number>;
  /** Takes a beginning back that came to nothing for reasons other than the item. */
  takeBack(batchId: BatchId, run: number, seq: number): Promise<void>;
}

export interface Results {
  /** Puts a result if the item has none in this run. @returns whether this one is in place */
  putIfAbsent(record: ResultRecord, run?: number): Promise<boolean>;
  /** The result of one run. A damaged one is set aside and reads as missing. */
  read(batchId: BatchId, seq: number, run?: number): Promise<ResultRecord | undefined>;
  /** The newest result of an item in the runs `from` to `run`. */
  newest(batchId: BatchId, seq: number, run: number, from?: number): Promise<ResultRecord | undefined>;
  /** Makes somebody else's result durable before the caller acts on it. */
  sync(batchId: BatchId, seq: number, run?: number): Promise<void>;
}

/**
 * Pictures that show what was inspected, kept as long as their batch and in all its runs. Not durable: a verdict does
 * not need them. Views and marks are left out while the storage is nearly full, so that they never take the room of
 * results.
 */
export interface Evidence {
  putThumbnail(batchId: BatchId, seq: number, jpeg: Uint8Array): Promise<void>;
  openThumbnail(batchId: BatchId, seq: number): Promise<StoredFile | undefined>;
  /** Keeps the whole picture as a person looks at it: encoded, or the item's own file as it came. */
  putView(batchId: BatchId, seq: number, view: Uint8Array | LocalFile, type: PictureType): Promise<void>;
  openView(batchId: BatchId, seq: number): Promise<StoredPicture | undefined>;
  /** Keeps the pixels around a box as a JPEG. */
  putMark(batchId: BatchId, seq: number, box: BoundingBox, jpeg: Uint8Array): Promise<void>;
  openMark(batchId: BatchId, seq: number, box: BoundingBox): Promise<StoredPicture | undefined>;
  /** Gives an item the pictures of another item with the same bytes, where there are some; marks by their boxes. */
  share(
    from: Pick<ResultRecord, "batch_id" | "seq">,
    batchId: BatchId,
    seq: number,
    boxes?: readonly BoundingBox[],
  ): Promise<void>;
}

export type { PictureType };

/**
 * What people decided about the items of a batch, beside its results, which no review changes. They belong to the item
 * and not to a run: a retry or another threshold keeps them. Entries are added and never changed; an item's *version*
 * is their number.
 */
export interface Reviews {
  /**
   * Adds an entry to the history of an item.
   *
   * @param expected the version that the caller read; without it the entry follows the newest one
   * @returns the item's version with this entry
   * @throws {StoreError} `version_conflict` when the item has another version than expected, or `REVIEWS_PER_ITEM_MAX`
   * entries; `missing` when the batch is not there
   */
  append(batchId: BatchId, seq: number, entry: ReviewEntry, expected?: number): Promise<number>;
  /** The entries of an item, oldest first. */
  history(batchId: BatchId, seq: number): Promise<ReviewEntry[]>;
  newest(batchId: BatchId, seq: number): Promise<NewestReview | undefined>;
  /** The newest entry of each item that has one, in upload order. */
  eachNewest(batchId: BatchId): AsyncGenerator<NewestReview>;
  /** Reads the newest entries of many items; cheap where the items are neighbours. */
  openNewest(batchId: BatchId): (seq: number) => Promise<NewestReview | undefined>;
}

export interface NewestReview {
  seq: number;
  version: number;
  entry: ReviewEntry;
}

/**
 * The mail of a batch's newest run, from what is to be done to what was done:
 *
 *   nothing ──intend──► intended ──done──► done ──askAgain──► intended
 *
 * A mail that is intended and not done is sent by any process that finds it, with the same Message-ID each time:
 * SMTP cannot promise once (RFC 1047), but a mail that comes twice then shows once.
 */
export interface MailMarkers {
  /** Notes that a mail is to be sent when the batch is finished, unless that is noted already. */
  intend(batchId: BatchId, host: string): Promise<void>;
  /** Has the mail sent once more, even when it was sent before. */
  askAgain(batchId: BatchId, host: string, askedAt: string): Promise<void>;
  /** The mail that is still to be sent. */
  due(batchId: BatchId): Promise<MailIntent | undefined>;
  /**
   * Notes, before a mail is sent, which batches it tells of; the mail is that of the first. Whatever happens to the
   * sender, no other mail may tell of them then.
   */
  join(batchId: BatchId, intent: MailIntent, digest: readonly BatchId[]): Promise<void>;
  done(batchId: BatchId, intent: MailIntent, outcome: MailDone["outcome"]): Promise<void>;
}

/**
 * The webhook of each run of a batch: its attempts, and a marker after the last one. A batch that is finished, has an
 * address and no marker is due, whatever the queue remembers of it.
 */
export interface Webhooks {
  /** Notes an attempt. Not durable: it limits the attempts and informs people. */
  note(batchId: BatchId, run: number, attempt: WebhookAttempt): Promise<void>;
  attempts(batchId: BatchId, run: number): Promise<WebhookAttempt[]>;
  /** Notes that there are no more attempts; the first of several outcomes stays. */
  finish(batchId: BatchId, run: number, outcome: WebhookDone["outcome"]): Promise<void>;
  done(batchId: BatchId, run: number): Promise<WebhookDone | undefined>;
}

/** The state of a batch by its results. */
export interface BatchProgress {
  status: Control["status"];
  /** By `seq`, of the items that are done in the newest run or do not belong to it. */
  verdicts: Map<number, Verdict>;
  /** Progress events that these results stand for, those of earlier runs included. */
  events: number;
  /** When the newest run started. */
  startedAt: string;
}

/** The next run of a finished batch. */
export interface NewRun {
  run: number;
  /** Items to do in this run. */
  seqs: number[] | "all";
  /** Progress events of all runs before. */
  eventsBefore: number;
  /** Replaces the threshold of every stage from this run on. */
  threshold?: number | undefined;
}

/** Something stored, as a stream of so many bytes. */
export interface StoredFile {
  size: number;
  /** Opens the bytes; the caller reads the stream to its end or destroys it. */
  stream(): Readable;
}

export interface StoredPicture extends StoredFile {
  type: PictureType;
}

/**
 * A file on this machine that may be read, and not changed, until it is released. Decoders want one. It need not
 * be where the store keeps its own.
 */
export interface LocalFile {
  path: string;
  release(): Promise<void>;
}
