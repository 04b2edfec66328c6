import type { BatchId } from "@symphony/contract";
import type { BatchManifest, Item } from "../intake/manifest.ts";
import type { ResultRecord } from "../results/result-record.ts";
import type { LocalFile } from "./files.ts";

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
 * Where images of finished batches are, by the digests of their bytes. A hint that may lack entries, and may name
 * batches that are gone: callers look there. Bounded: the oldest entries make room.
 */
export interface HashIndex {
  /** Adds the images of a finished batch. Not durable. */
  add(manifest: BatchManifest): Promise<void>;
  /** The newest places first. @param sha256 hex */
  find(sha256: string): Promise<Array<{ batchId: BatchId; seq: number }>>;
}
