/** Bytes gathered before they are written: one job for most photos, few for large files. */
const BLOCK_BYTES = 512 * 1024;

/**
 * Kept for the next files: memory outside of the heap that is taken anew for every file has the whole heap searched
 * for what is not in use any more.
 */
const spare: ArrayBuffer[] = [];
const SPARE_BYTES_MAX = 32 * 1024 * 1024;
let spareBytes = 0;

/**
 * Memory of `bytes` or more, which goes with a job to another thread and comes back with what became of it. Memory that
 * both threads see at all times would be filled at a third of the speed, for V8 copies word by word into it.
 */
export function takeBlock(bytes = BLOCK_BYTES): ArrayBuffer {
  const at = spare.findIndex(({ byteLength }) => byteLength >= bytes);
  const [block] = at < 0 ? [] : spare.splice(at, 1);
  if (block === undefined) return new ArrayBuffer(Math.max(BLOCK_BYTES, 2 ** Math.ceil(Math.log2(bytes))));
  spareBytes -= block.byteLength;
  return block;
}

/** Gives a block back that nobody reads any more. */
export function giveBack(block: ArrayBuffer): void {
  if (spareBytes + block.byteLength > SPARE_BYTES_MAX) return;
  spareBytes += block.byteLength;
  spare.push(block);
  spare.sort((a, b) => a.byteLength - b.byteLength);
}

export interface Gathered {
  block: ArrayBuffer;
  /** Bytes from the block's beginning. */
  used: number;
  last: boolean;
}

/** A stream's bytes in blocks of 512 KiB, for whoever takes them to pass on or give back; the last one may be empty. */
export async function* gather(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Gathered> {
  let [block, used] = [takeBlock(), 0];
  for await (const part of bytes) {
    for (let at = 0; at < part.length;) {
      if (used === BLOCK_BYTES) {
        yield { block, used, last: false };
        [block, used] = [takeBlock(), 0];
      }
      const piece = part.subarray(at, at + BLOCK_BYTES - used);
      new Uint8Array(block).set(piece, used);
      used += piece.length;
      at += piece.length;
    }
  }
  yield { block, used, last: true };
}
