import type { BatchId } from "@symphony/contract";
import type { DraftBatch } from "../intake/draft-batches.ts";
import type { SubmissionRecord } from "../intake/idempotency-records.ts";
import type { UploadRecord } from "../uploads/upload-record.ts";
import type { LocalFile } from "./files.ts";

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
 * One that nothing was added to for `UPLOAD_HOURS` is removed; without
 * any bytes, after an hour already when there are too many.
 */
export interface Uploads {
  /** Begins an upload. @throws {StoreError} `full`, also when there are `UPLOADS_MAX` of which none can be removed */
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

/** What the bytes of a part must add up to. */
export interface Checksum {
  algorithm: "sha1" | "sha256";
  digest: Uint8Array;
}
