import type { Written } from "@symphony/batch-store";

/** What a thread needs to know of a zip's entry to unpack it. */
export interface PackedEntry {
  offsetToLocalFileHeader: number;
  compressedSize: number;
  compressionMethod: number;
  crc32: number;
}

/** The next block of a file that is written as it arrives. */
export interface BlockJob {
  kind: "block";
  /** Tells the files apart that one thread has in hand. */
  file: number;
  path: string;
  maxBytes: number;
  /** Gone from the thread that sends it, until the outcome is here. */
  block: Uint8Array<ArrayBuffer>;
  last: boolean;
}

/** A file that will not be finished. */
export interface GiveUpJob {
  kind: "give-up";
  file: number;
}

/** An entry of a zip that is in memory, to be unpacked into a new file. */
export interface PackedJob {
  kind: "packed";
  path: string;
  /** Gone from the thread that sends it, until the outcome is here. */
  packed: Uint8Array<ArrayBuffer>;
  compressionMethod: number;
  crc32: number;
  /** Of the unpacked bytes; no more are made. */
  size: number;
  maxBytes: number;
}

/** An entry of a zip on disk. Descriptors belong to the process: all its threads read with them. */
export interface UnpackJob {
  kind: "unpack";
  zip: number;
  entry: PackedEntry;
  /** Whether its first bytes must show that it is an image, because its name does not. */
  sniff: boolean;
  path: string;
  maxBytes: number;
  /** One 64-bit number: the bytes that all entries of the zip together may still have, whichever thread unpacks them. */
  budget: SharedArrayBuffer;
}

export type Job = BlockJob | GiveUpJob | PackedJob | UnpackJob;

/** What became of it: errors do not keep their codes on the way between threads, so they are taken apart. */
export type Outcome =
  | { written: Written }
  /** The block is written, and the file is not at its end. */
  | { goesOn: true }
  | { skipped: string }
  | { tooLarge: true }
  | { overBudget: true }
  | { failed: { name: string; message: string; code: string | undefined } };

export interface JobMessage {
  id: number;
  job: Job;
}
export interface OutcomeMessage {
  id: number;
  outcome: Outcome;
  /** The memory that came with the job. */
  block: ArrayBuffer | undefined;
}

/** The memory that goes with a job. */
export function blockOf(job: Job): ArrayBuffer | undefined {
  return job.kind === "block" ? job.block.buffer : job.kind === "packed" ? job.packed.buffer : undefined;
}
