/** Bytes of entries in memory, of all zips of this process: room for one zip of the largest entries. */
const ENTRIES_MAX_BYTES = 128 * 1024 * 1024;

let free = ENTRIES_MAX_BYTES;
const waiting: Array<{ bytes: number; begin: () => void }> = [];

/**
 * Waits until an entry fits into the memory that all zips share, in the order of the calls. Who has some waits for the
 * storage alone, and for no second one, so that everybody's turn comes.
 *
 * @param bytes no more than the whole
 * @returns a function that gives the memory back
 */
export async function takeEntryMemory(bytes: number): Promise<() => void> {
  await new Promise<void>((begin) => {
    waiting.push({ bytes, begin });
    admit();
  });
  return () => {
    free += bytes;
    admit();
  };
}

function admit(): void {
  for (let next = waiting[0]; next !== undefined && next.bytes <= free; next = waiting[0]) {
    waiting.shift();
    free -= next.bytes;
    next.begin();
  }
}
