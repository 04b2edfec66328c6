import type { Readable } from "node:stream";

/** Something stored, as a stream of so many bytes. */
export interface StoredFile {
  size: number;
  /** Opens the bytes; the caller reads the stream to its end or destroys it. */
  stream(): Readable;
}

/**
 * A file on this machine that may be read, and not changed, until it is released. Decoders want one. It need not
 * be where the store keeps its own.
 */
export interface LocalFile {
  path: string;
  release(): Promise<void>;
}
