import { createHash } from "node:crypto";
import { open } from "node:fs/promises";

/** Bytes gathered before they are written: one system call for most photos, few for large files. */
const WRITE_BLOCK_BYTES = 1024 * 1024;

/** The stream held more bytes than allowed; what was written is to be thrown away. */
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

/**
 * Writes a stream to a new file and syncs it. Memory stays at about one block whatever the size.
 *
 * @throws {TooLargeError} as soon as more than `maxBytes` came
 */
export async function writeStream(path: string, bytes: AsyncIterable<Buffer>, maxBytes: number): Promise<Written> {
  const hash = createHash("sha256");
  const handle = await open(path, "wx");
  try {
    let size = 0;
    let block: Buffer[] = [];
    let blockBytes = 0;
    const flush = async (): Promise<void> => {
      if (blockBytes > 0) await handle.appendFile(block.length === 1 ? (block[0] as Buffer) : Buffer.concat(block, blockBytes));
      block = [];
      blockBytes = 0;
    };
    for await (const part of bytes) {
      size += part.length;
      if (size > maxBytes) throw new TooLargeError(maxBytes);
      hash.update(part);
      block.push(part);
      blockBytes += part.length;
      if (blockBytes >= WRITE_BLOCK_BYTES) await flush();
    }
    await flush();
    await handle.sync();
    return { size, sha256: hash.digest("hex") };
  } finally {
    await handle.close();
  }
}
