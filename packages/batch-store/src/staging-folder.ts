import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isStale, ownName } from "./own-name.ts";
import { createPaths } from "./paths.ts";
import type { Paths } from "./paths.ts";

/** A place for what may vanish with this process. */
export const newStagingFolder = (paths: Paths): string => join(paths.staging, ownName());

/**
 * Removes what dead processes of this host, or any process long ago, left behind.
 *
 * @returns the number of folders removed
 */
export async function removeStaleStagings(root: string, now = Date.now()): Promise<number> {
  const { staging } = createPaths(root);
  const names = await readdir(staging).catch(() => []);
  const stale = names.filter((name) => isStale(name, now));
  for (const name of stale) await rm(join(staging, name), { recursive: true, force: true });
  return stale.length;
}
