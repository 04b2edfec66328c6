import type { KeptBytes } from "./kept-bytes.ts";
import { giveBack, takeBlock } from "./blocks.ts";

/** Bytes of which it shows later what becomes of them: in memory while they are few, then on disk, at their place. */
export interface HeldBytes {
  add(bytes: Uint8Array): Promise<void>;
  /** The memory that begins with them, for whoever takes it to pass on or give back; `undefined` when they are on disk. */
  block: ArrayBuffer | undefined;
  /** Puts them on disk. */
  keep(): Promise<void>;
}

/** @param max the most bytes that are held in memory */
export function holdBytes(kept: KeptBytes, position: number, max: number): HeldBytes {
  let block = max > 0 ? takeBlock() : undefined;
  let used = 0;
  const keep = async (): Promise<void> => {
    if (block === undefined) return;
    await kept.keep(position, new Uint8Array(block, 0, used));
    giveBack(block);
    block = undefined;
  };
  return {
    get block() {
      return block;
    },
    keep,
    async add(bytes) {
      const all = used + bytes.length;
      if (all > max) await keep();
      if (block === undefined) await kept.keep(position + used, bytes);
      else {
        if (all > block.byteLength) block = moved(block, used, all);
        new Uint8Array(block).set(bytes, used);
      }
      used = all;
    },
  };
}

/** The same bytes in a block for more: sizes are powers of two, so that it takes few to become large. */
function moved(block: ArrayBuffer, used: number, bytes: number): ArrayBuffer {
  const larger = takeBlock(bytes);
  new Uint8Array(larger).set(new Uint8Array(block, 0, used));
  giveBack(block);
  return larger;
}
