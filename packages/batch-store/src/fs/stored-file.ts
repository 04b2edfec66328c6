import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import type { StoredFile } from "../port.ts";

/**
 * A file as a stream of known size. It is opened when somebody reads, so that an unread stream holds nothing. The stream
 * of a file that was replaced meanwhile gives no other number of bytes: it ends early or fails.
 */
export async function openStoredFile(path: string): Promise<StoredFile> {
  const { size } = await stat(path);
  async function* bytes(): AsyncGenerator<Buffer> {
    let read = 0;
    const source = size === 0 ? [] : (createReadStream(path, { end: size - 1 }) as AsyncIterable<Buffer>);
    for await (const part of source) {
      read += part.length;
      yield part;
    }
    if (read < size) throw new Error("the file became shorter while it was read");
  }
  return { size, stream: () => Readable.from(bytes(), { objectMode: false }) };
}
