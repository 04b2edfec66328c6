import type { BatchManifest, ItemKind } from "../intake/manifest.ts";
import type { Corrections } from "../state/run-record.ts";
import type { LocalFile } from "./files.ts";

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
