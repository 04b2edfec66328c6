import type { Written } from "@symphony/batch-store";

/** What a thread needs to know of an entry to unpack it. */
export interface PackedEntry {
  offsetToLocalFileHeader: number;
  compressedSize: number;
  compressionMethod: number;
  crc32: number;
}

/** An entry of a zip to be unpacked into a new file. Descriptors belong to the process: all its threads read with them. */
export interface UnpackJob {
  zip: number;
  entry: PackedEntry;
  /** Whether its first bytes must show that it is an image, because its name does not. */
  sniff: boolean;
  path: string;
  maxBytes: number;
  /** One 64-bit number: the bytes that all entries of the zip together may still have, whichever thread unpacks them. */
  budget: SharedArrayBuffer;
}

/** What became of it: errors do not keep their codes on the way between threads, so they are taken apart. */
export type Unpacked =
  | { written: Written }
  | { skipped: string }
  | { overBudget: true }
  | { failed: { name: string; message: string; code: string | undefined } };

export interface UnpackRequest {
  id: number;
  job: UnpackJob;
}
export interface UnpackAnswer {
  id: number;
  result: Unpacked;
}
