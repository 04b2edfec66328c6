import { join } from "node:path";
import type { Paths } from "../fs/paths.ts";
import { eachName } from "../rounds.ts";
import { StoreError } from "../store-error.ts";

/** Uploads at once: as many as the largest batch has files. Each takes two files, whatever its bytes. */
const UPLOADS_MAX = 200_000;
/** How long a count is trusted, with what this process began since. */
const COUNT_MAX_AGE_MS = 60_000;

/** Names of all files that uploads consist of, with their folder. */
export async function* eachUploadFile(paths: Paths): AsyncGenerator<{ dir: string; name: string }> {
  for await (const shard of eachName(paths.uploads, (name) => name)) {
    const dir = join(paths.uploads, shard);
    for await (const name of eachName(dir, (each) => each)) yield { dir, name };
  }
}

/** An upload that has no bytes after so long is removed when there is no room. */
export const EMPTY_MAX_MS = 3_600_000;

/** All uploads of a store, whichever process began them. */
export interface AllUploads {
  count(): Promise<number>;
  /** Removes those that have no bytes for `EMPTY_MAX_MS`. */
  removeEmpty(): Promise<void>;
}

/** @returns a check that there is room for another upload, to be called for each @throws {StoreError} `full` */
export function createUploadLimit(all: AllUploads, max = UPLOADS_MAX): () => Promise<void> {
  let [count, countedAt, emptiedAt] = [0, -Infinity, -Infinity];
  const isOld = (at: number): boolean => performance.now() - at > COUNT_MAX_AGE_MS;
  const recount = async (): Promise<void> => {
    countedAt = performance.now();
    count = await all.count();
  };
  return async () => {
    if (isOld(countedAt)) await recount();
    if (count >= max && isOld(emptiedAt)) {
      emptiedAt = performance.now();
      await all.removeEmpty();
      await recount();
    }
    if (count >= max) throw new StoreError("full", `There are ${max} unfinished uploads; try again later.`);
    count += 1;
  };
}
