import type { Readable } from "node:stream";
import { ObjectStorageError } from "./object-storage-error.ts";

/** Longest time between two parts of a body. */
const SILENCE_MAX_MS = 30_000;

/** A body for a reader that takes what comes: when its parts stop coming on a connection that lives, it ends with an error. */
export async function* unlessSilent(stream: Readable, maxMs = SILENCE_MAX_MS): AsyncGenerator<Buffer> {
  const stop = (): unknown =>
    stream.destroy(new ObjectStorageError("unavailable", "The object store stopped in the middle of an object."));
  let timer = setTimeout(stop, maxMs);
  try {
    for await (const part of stream as AsyncIterable<Buffer>) {
      clearTimeout(timer);
      yield part;
      timer = setTimeout(stop, maxMs);
    }
  } finally {
    clearTimeout(timer);
    stream.destroy();
  }
}
