/** Bytes that all requests of this process collect in memory before they are sent: those of one with many files. */
const PIECES_MAX_BYTES = 64 * 1024 * 1024;

let held = 0;

/** The memory of one file that is collected. Nobody waits for it: a slow sender would hold up all others. */
export interface PieceMemory {
  /** Counts bytes that came. @returns whether there was room for them */
  add(bytes: number): boolean;
  /** They are sent, or kept elsewhere. */
  release(): void;
}

export function openPieceMemory(): PieceMemory {
  let own = 0;
  return {
    add(bytes) {
      own += bytes;
      held += bytes;
      return held <= PIECES_MAX_BYTES;
    },
    release() {
      held -= own;
      own = 0;
    },
  };
}
