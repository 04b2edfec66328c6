import type { FileHandle } from "node:fs/promises";

/** Gathered before it is written. */
const BLOCK_BYTES = 256 * 1024;

/** Parts of a file that are written as few times as their places allow; what lies between them becomes holes. */
export interface KeptBytes {
  keep(position: number, bytes: Uint8Array): Promise<void>;
  /** To be called at the end. */
  flush(): Promise<void>;
}

export function openKeptBytes(file: FileHandle): KeptBytes {
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  let [start, used] = [0, 0];
  const flush = async (): Promise<void> => {
    for (let done = 0; done < used;) done += (await file.write(block, done, used - done, start + done)).bytesWritten;
    start += used;
    used = 0;
  };
  return {
    flush,
    async keep(position, bytes) {
      if (position !== start + used) {
        await flush();
        start = position;
      }
      for (let at = 0; at < bytes.length;) {
        if (used === block.length) await flush();
        const piece = bytes.subarray(at, at + block.length - used);
        block.set(piece, used);
        used += piece.length;
        at += piece.length;
      }
    },
  };
}
