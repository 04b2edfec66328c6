import type { Readable } from "node:stream";
import type {
  ApiKey,
  AuditEntry,
  AuditFilter,
  AuditPage,
  AuditQuery,
  BatchId,
  BoundingBox,
  BrandVersion,
  Counts,
  ReviewEntry,
  Verdict,
  WebhookAttempt,
} from "@symphony/contract";
import type { PictureOf, PictureType } from "./fs/paths.ts";
import type { Damage } from "./doctor/damage.ts";
import type { DraftBatch } from "./intake/draft-batches.ts";
import type { SubmissionRecord } from "./intake/idempotency-records.ts";
import type { BatchManifest, Item, ItemKind } from "./intake/manifest.ts";
import type { KeyRecord, Revocation } from "./keys/key-record.ts";
import type { MailDone, MailIntent, WebhookDone } from "./notifications/marker-schemas.ts";
import type { UploadRecord } from "./uploads/upload-record.ts";
import type { ResultRecord } from "./results/result-record.ts";
import type { ShareRecord } from "./shares/share-record.ts";
import type { Control, ControlState } from "./state/control-schema.ts";
import type { Final } from "./state/final.ts";
import type { Metadata } from "./state/metadata.ts";
import type { Corrections } from "./state/run-record.ts";

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
  /**
   * Adds a complete file that is in this store already, as `addFile` does. It stays where it is, too.
   *
   * @throws {TooLargeError}
   */
  addStored(name: string, file: LocalFile, maxBytes: number): Promise<void>;
  addUrl(url: string): void;
  /** Spools bytes to a local file that goes with the staging: zips are read from their end. @throws {TooLargeError} */
  spool(bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<LocalFile>;
  /** What was added so far, by its place among the calls that added it. */
  files(): StagedFile[];
  /**
   * Moves files into a batch that is there, for the run that is started with what this returns. Durable; visible to
   * nobody before that run, and removed where it is not started.
   */
  moveTo(manifest: BatchManifest, run: number, picks: readonly CorrectionPick[]): Promise<MovedFiles>;
  /** A digest of all items: the same for the same names and bytes in any order. */
  fingerprint(): string;
  /** Publishes the batch if its id is free. @throws {StoreError} `already_committed` */
  commit(details: BatchDetails): Promise<BatchManifest>;
  /** Removes what is left. Call it in every case, after a commit too. Never throws. */
  discard(): Promise<void>;
}

export interface StagedFile {
  index: number;
  name: string;
  size: number;
  sha256: string | undefined;
}

/** The staged file at `index` replaces that of an item. */
export interface CorrectionPick {
  index: number;
  seq: number;
}

export type MovedFiles = Omit<Corrections, "by">;

/** How long batches are kept. */
export interface RetentionRules {
  /** Hours a finished batch is kept. */
  finishedHours: number;
  /** Hours an unfinished batch is kept after its last progress. */
  pendingHours: number;
  /** A pause between two calls of `expire` that is longer than this is an outage, and does not count as waiting. */
  outageMs?: number | undefined;
  /** Days that the audit log is kept; without it nothing of the log is removed. */
  auditDays?: number | undefined;
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

/**
 * Files that come in parts, over broken connections and from one process to the next, before they belong to a batch.
 * One that nothing was added to for `UPLOAD_HOURS` is removed.
 */
export interface Uploads {
  /** Begins an upload. @throws {StoreError} `full`; `busy` when there are `UPLOADS_MAX` */
  create(upload: Omit<UploadRecord, "created_at">): Promise<void>;
  /** What is known of an upload, and how many of its bytes are here. */
  read(id: string): Promise<(UploadRecord & { offset: number }) | undefined>;
  /**
   * Adds bytes. What came is durable when this returns or throws.
   *
   * @returns how many bytes are here now
   * @throws {StoreError} `missing`; `busy` while another caller adds some; `version_conflict` when `offset` is not
   * where the next byte belongs
   * @throws {ChecksumError} when the bytes are not those of the checksum; they do not count then
   */
  append(id: string, offset: number, bytes: AsyncIterable<Uint8Array>, checksum?: Checksum): Promise<number>;
  /** Makes the bytes of a complete upload readable as a local file. @throws {StoreError} `missing` or `incomplete` */
  open(id: string): Promise<LocalFile & { name: string }>;
  /** @throws {StoreError} `busy` while another caller adds bytes */
  remove(id: string): Promise<void>;
}

/** `folders`: what came of a state of a watched folder; `schedules`: sources that are checked again and again. */
export type SourceKind = "folders" | "schedules";

export interface VersionedRecord {
  /** 1 for the first one. */
  version: number;
  value: unknown;
}

/** What is known of the places that images come from, as JSON whose meaning is the caller's. */
export interface SourceRecords {
  read(kind: SourceKind, id: string): Promise<VersionedRecord | undefined>;
  /**
   * Puts the next version, if `expected` is the newest one; 0 where there is none yet. Durable when this returns.
   *
   * @returns whether this call's value is in place
   */
  update(kind: SourceKind, id: string, expected: number, value: unknown): Promise<boolean>;
  /** Ids of all records, in no order. */
  list(kind: SourceKind): AsyncGenerator<string>;
  remove(kind: SourceKind, id: string): Promise<void>;
}

/** What the bytes of a part must add up to. */
export interface Checksum {
  algorithm: "sha1" | "sha256";
  digest: Uint8Array;
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
  /** The last results of files of an item that were corrected since, oldest first. A re-evaluation keeps them. */
  earlier(batchId: BatchId, seq: number): Promise<ResultRecord[]>;
  /** Makes somebody else's result durable before the caller acts on it. */
  sync(batchId: BatchId, seq: number, run?: number): Promise<void>;
}

/**
 * Pictures that show what was inspected, kept as long as their batch and in all its runs. Not durable: a verdict does
 * not need them. Each file of an item has its own: a result and an item say which one is theirs. Views and marks are left out while the storage is nearly full, so that they never take the room of
 * results.
 */
export interface Evidence {
  putThumbnail(batchId: BatchId, of: PictureOf, jpeg: Uint8Array): Promise<void>;
  openThumbnail(batchId: BatchId, of: PictureOf): Promise<StoredFile | undefined>;
  /** Keeps the whole picture as a person looks at it: encoded, or the item's own file as it came. */
  putView(batchId: BatchId, of: PictureOf, view: Uint8Array | LocalFile, type: PictureType): Promise<void>;
  openView(batchId: BatchId, of: PictureOf): Promise<StoredPicture | undefined>;
  /** Keeps the pixels around a box as a JPEG. */
  putMark(batchId: BatchId, of: PictureOf, box: BoundingBox, jpeg: Uint8Array): Promise<void>;
  openMark(batchId: BatchId, of: PictureOf, box: BoundingBox): Promise<StoredPicture | undefined>;
  /** Gives an item the pictures of another item with the same bytes, where there are some; marks by their boxes. */
  share(
    from: PictureOf & { batch_id: BatchId },
    batchId: BatchId,
    of: PictureOf,
    boxes?: readonly BoundingBox[],
  ): Promise<void>;
}

export type { KeyRecord, PictureOf, PictureType, Revocation };

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

/** Links that show a batch to people without a key. */
export interface Shares {
  /** @throws {StoreError} `missing` when the batch is not there */
  add(batchId: BatchId, share: ShareRecord): Promise<void>;
  find(id: string): Promise<{ batchId: BatchId; share: ShareRecord } | undefined>;
  /** Those that expired too, oldest first. */
  list(batchId: BatchId): Promise<ShareRecord[]>;
  /** No process finds it any more when this returns. @returns whether it was there */
  remove(batchId: BatchId, id: string): Promise<boolean>;
}

/**
 * What people say of a batch. Each change is a version of its own, and nothing that was said is overwritten. It goes
 * with its batch.
 */
export interface BatchRecords {
  /** Without a change, what the batch was started with. @returns undefined when there is no such batch */
  read(batchId: BatchId): Promise<StoredRecord | undefined>;
  /**
   * @param expected the version that the caller read; without it the change follows the newest one
   * @throws {StoreError} `version_conflict` when the record has another version than expected, or
   * `RECORD_VERSIONS_MAX` versions; `missing` when the batch is not there
   */
  update(
    batchId: BatchId,
    change: Partial<Omit<StoredRecord, "version">> & { by: string; at: string },
    expected?: number,
  ): Promise<StoredRecord>;
}

export interface StoredRecord {
  title: string | null;
  supplier: string | null;
  note: string | null;
  /** Whether its retention is suspended. */
  pinned: boolean;
  version: number;
}

/**
 * Removals of batches that somebody may work on. A removal is noted first, and any process finishes what another one
 * began:
 *
 *   begin ──► stop the work ──► carryOut ──► forget the counters ──► end, once no late worker can put anything back
 */
export interface Removals {
  /**
   * Notes durably that a batch is to be removed.
   *
   * @param unlessPinned the caller looks at the pin once more, and ends the removal where there is one; others do so
   * when it died
   */
  begin(manifest: BatchManifest, unlessPinned?: boolean): Promise<void>;
  has(batchId: BatchId): Promise<boolean>;
  /** Makes the batch invisible; its bytes go with `emptyTrash`. @returns whether anything of it was there */
  carryOut(manifest: BatchManifest): Promise<boolean>;
  /** Removals that were begun and have not ended. `isOver`: nobody puts anything back any more. */
  due(): AsyncGenerator<{ manifest: BatchManifest; isOver: boolean }>;
  end(batchId: BatchId): Promise<void>;
  /** Removes the bytes of what was made invisible, by any process. */
  emptyTrash(): Promise<void>;
}

/** A run as it is shown. */
export interface RunSummary {
  run: number;
  started_at: string | null;
  threshold: number | null;
  items: number;
  /** Items that got a corrected file. */
  corrected: number;
  final: Final | undefined;
}

/**
 * Where images of finished batches are, by the digests of their bytes. A hint that may lack entries, and may name
 * batches that are gone: callers look there. Bounded: the oldest entries make room.
 */
export interface HashIndex {
  /** Adds the images of a finished batch. Not durable. */
  add(manifest: BatchManifest): Promise<void>;
  /** The newest places first. @param sha256 hex */
  find(sha256: string): Promise<Array<{ batchId: BatchId; seq: number }>>;
}

/** The API keys of the installation; of a key itself only a digest is kept. */
export interface ApiKeys {
  /** Puts a key in place unless its name is taken. @returns whether it is in place @throws {StoreError} `full` */
  add(record: KeyRecord): Promise<boolean>;
  /** Revokes a key for ever. @returns whether there is such a key */
  revoke(name: string, revocation: Revocation): Promise<boolean>;
  /**
   * The keys that are not revoked, and whether there is any key, revoked ones too. Cheap: called every few seconds.
   */
  active(): Promise<{ keys: KeyRecord[]; any: boolean }>;
  list(): Promise<ApiKey[]>;
  /** Notes that a key was used. Not durable; callers note it once in a while. */
  noteUse(name: string, at: string): Promise<void>;
}

/**
 * Brands that people added, beside those of the installation. A version is there whole or not at all, never changes
 * and is never deleted, because batches name it; the newest one counts. One that says `removed` removes the brand.
 */
export interface Brands {
  /**
   * Puts a version and its files in place unless there is one with its number.
   *
   * @param files by name; each is small enough to be held in memory
   * @returns whether it is in place @throws {StoreError} `full`
   */
  add(record: BrandVersion, files: ReadonlyMap<string, Uint8Array>): Promise<boolean>;
  /** The newest version of each brand, by name, removed brands included. */
  list(): Promise<BrandVersion[]>;
  newest(name: string): Promise<BrandVersion | undefined>;
  version(name: string, version: number): Promise<BrandVersion | undefined>;
  read(name: string, version: number, file: string): Promise<Uint8Array | undefined>;
}

/** Who did what, in the order in which it was done. Entries are added, and expire; none is changed. */
export interface AuditLog {
  /** Durable when it returns; many at once are written together. */
  append(facts: Omit<AuditEntry, "id" | "at">): Promise<void>;
  /** Entries that match, oldest first. */
  each(filter: AuditFilter): AsyncGenerator<AuditEntry>;
  /** Entries that match, newest first. */
  page(query: AuditQuery): Promise<AuditPage>;
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
  /** The mail of the newest run, sent or not. */
  intent(batchId: BatchId): Promise<MailIntent | undefined>;
  /** The mail that is still to be sent. */
  due(batchId: BatchId): Promise<MailIntent | undefined>;
  /** Decides, once, which batch's mail tells of this one. @returns what is decided, now or before */
  claim(batchId: BatchId, intent: MailIntent, of: BatchId): Promise<BatchId>;
  /** Decides, once, which batches the mail of this one tells of. @returns what is decided, now or before */
  list(batchId: BatchId, intent: MailIntent, batches: readonly BatchId[]): Promise<readonly BatchId[]>;
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
  /** Files that replace those of the items of this run, and who sent them. */
  corrections?: Corrections | undefined;
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
