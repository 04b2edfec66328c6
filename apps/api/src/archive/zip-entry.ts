import { Readable } from "node:stream";

export interface ZipEntry {
  /** A relative path with `/` between its parts. */
  name: string;
  /** Opens the bytes when it is their turn. */
  open(): Readable;
}

/** @param chunks a text, or pieces of one that are made as they are written */
export const textEntry = (name: string, chunks: string | AsyncIterable<string>): ZipEntry => ({
  name,
  open: () => Readable.from(typeof chunks === "string" ? [Buffer.from(chunks)] : chunks, { objectMode: false }),
});
