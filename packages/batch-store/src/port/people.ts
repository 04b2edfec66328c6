import type { BatchId, ReviewEntry } from "@symphony/contract";
import type { ShareRecord } from "../shares/share-record.ts";

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
