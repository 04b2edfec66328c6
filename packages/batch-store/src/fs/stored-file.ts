import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import type { StoredFile } from "../port.ts";

/** A file as a stream of known size. It is opened when somebody reads, so that an unread stream holds nothing. */
export async function openStoredFile(path: string): Promise<StoredFile> {
  const { size } = await stat(path);
  async function* bytes(): AsyncGenerator<Buffer> {
    yield* createReadStream(path) as AsyncIterable<Buffer>;
  }
  return { size, stream: () => Readable.from(bytes(), { objectMode: false }) };
}
