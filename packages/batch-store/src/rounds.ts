import { opendir } from "node:fs/promises";
import { errnoOf } from "./fs/errno.ts";

/** Of what is quiet, so many are looked at again each time, in turn: what changed unnoticed is found in the end. */
const AGAIN_EACH_TIME = 40;
/** Names read at once. Between two parts of a large folder other work has its turn. */
const NAMES_AT_ONCE = 512;

/**
 * Remembers for each of many kept things until when nothing is to be done, so that a regular search costs what is due
 * and not what is kept. It is memory only: after a start everything is looked at once.
 */
export function createRounds<K>() {
  /** Epoch milliseconds. */
  let quietUntil = new Map<K, number>();
  /** Where in the listing the turn is. */
  let turn = 0;
  return {
    /** What to look at of all that is there. What is gone is forgotten. */
    async *pick(there: AsyncIterable<K>, now: number): AsyncGenerator<K> {
      const before = quietUntil;
      quietUntil = new Map();
      let place = 0;
      for await (const key of there) {
        const until = before.get(key) ?? 0;
        quietUntil.set(key, until);
        if (until <= now || (place >= turn && place < turn + AGAIN_EACH_TIME)) yield key;
        place += 1;
      }
      turn = turn + AGAIN_EACH_TIME < place ? turn + AGAIN_EACH_TIME : 0;
    },
    quiet: (key: K, until: number): void => void quietUntil.set(key, until),
    wake: (key: K): void => void quietUntil.delete(key),
  };
}

/** The names in a folder as far as `decode` knows them; none when there is no folder. */
export async function* eachName<T>(dir: string, decode: (name: string) => T | undefined): AsyncGenerator<T> {
  try {
    for await (const { name } of await opendir(dir, { bufferSize: NAMES_AT_ONCE })) {
      const decoded = decode(name);
      if (decoded !== undefined) yield decoded;
    }
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
  }
}
