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

/** @returns a check that there is room for another upload, to be called for each @throws {StoreError} `busy` */
export function createUploadCount(paths: Paths, max = UPLOADS_MAX): () => Promise<void> {
  return createUploadLimit(async () => {
    let count = 0;
    for await (const { name } of eachUploadFile(paths)) if (name.endsWith(".json")) count += 1;
    return count;
  }, max);
}

/** @param countAll counts what all processes began */
export function createUploadLimit(countAll: () => Promise<number>, max = UPLOADS_MAX): () => Promise<void> {
  let countedAt = -Infinity;
  let count = 0;
  return async () => {
    if (performance.now() - countedAt > COUNT_MAX_AGE_MS) {
      countedAt = performance.now();
      count = await countAll();
    }
    if (count >= max) throw new StoreError("busy", `There are ${max} unfinished uploads; try again later.`);
    count += 1;
  };
}
