import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { UsageError } from "./config.ts";

/** Streams the body of a response to a file. @throws {UsageError} when the file cannot be written */
export async function save(body: unknown, file: string): Promise<void> {
  try {
    await pipeline(body as AsyncIterable<Uint8Array>, createWriteStream(file));
  } catch (error) {
    // A connection that broke is a TypeError of `fetch`; only the file's own errors name a system call.
    if (error instanceof Error && "syscall" in error) {
      throw new UsageError(`${file || "The file"} cannot be written: ${error.message}.`);
    }
    throw error;
  }
}
