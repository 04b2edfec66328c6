import { createHash } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";
import { syncNow } from "./durable.ts";

/** The file was to become larger than allowed; what was written is to be thrown away. */
export class TooLargeError extends Error {
  override name = "TooLargeError";
  readonly maxBytes: number;

  constructor(maxBytes: number) {
    super(`larger than ${maxBytes} bytes`);
    this.maxBytes = maxBytes;
  }
}

export interface Written {
  size: number;
  /** Hex SHA-256 of the bytes. */
  sha256: string;
}

/** A new file in the making. */
export interface FileWriter {
  /** Adds bytes; they may change afterwards. @throws {TooLargeError} as soon as more than allowed came */
  write(bytes: Uint8Array): void;
  /** Makes the file's bytes durable; its name is only after `syncDir`. @throws {SyncError} */
  finish(): Written;
  /** To be called in every case. */
  close(): void;
}

/**
 * Opens a new file for a thread that has nothing else to do: each call holds it until the disk is done. Asked for
 * asynchronously, the steps of one file wake another thread five times, which costs more than parsing its upload.
 */
export function openFileWriter(path: string, maxBytes: number): FileWriter {
  const hash = createHash("sha256");
  const file = openSync(path, "wx");
  let size = 0;
  return {
    write(bytes) {
      size += bytes.length;
      if (size > maxBytes) throw new TooLargeError(maxBytes);
      hash.update(bytes);
      // A disk that is nearly full takes a part.
      for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
    },
    finish() {
      syncNow(file);
      return { size, sha256: hash.digest("hex") };
    },
    close: () => closeSync(file),
  };
}

/** Writes a stream to a new file and makes it durable, holding the thread for each block. @throws {TooLargeError} */
export async function writeStream(path: string, bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Written> {
  const writer = openFileWriter(path, maxBytes);
  try {
    for await (const block of bytes) writer.write(block);
    return writer.finish();
  } finally {
    writer.close();
  }
}
