import { Readable } from "node:stream";
import { makeZip } from "client-zip";
import type { ZipEntry } from "./zip-entry.ts";

/**
 * A zip without compression, which pictures do not need, of any number of entries: what is kept of each is its line in
 * the directory. They are made one after another as somebody reads, and one of them is open at a time.
 */
export function storedZipOf(entries: AsyncIterable<ZipEntry>): Readable {
  const lastModified = new Date();
  async function* files() {
    for await (const { name, open } of entries) {
      const input = open();
      try {
        yield { name, input, lastModified };
      } finally {
        // Where the reader stops early, the file is still open.
        input.destroy();
      }
    }
  }
  return Readable.from(makeZip(files()) as AsyncIterable<Uint8Array>, { objectMode: false });
}
