import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isStale, ownerId } from "./owner-id.ts";
import { createPaths } from "./paths.ts";
import type { Paths } from "./paths.ts";

/** A place for what may vanish with this process. */
export const newStagingFolder = (paths: Paths): string => join(paths.staging, ownerId());

const TRIAL = "~trial";

/** A place to try the folder in, by any process. */
export const newTrialFolder = (paths: Paths): string => `${newStagingFolder(paths)}${TRIAL}`;

/** Removes what processes of this host left that died while they tried the folder; what cannot be removed stays. */
export async function removeStaleChecks(root: string): Promise<void> {
  await removeStale(root, (name) => name.endsWith(TRIAL)).catch(() => undefined);
}

/**
 * Removes what dead processes of this host, or any process long ago, left behind.
 *
 * @returns the number of folders removed
 */
export function removeStaleStagings(root: string, now = Date.now()): Promise<number> {
  return removeStale(root, () => true, now);
}

async function removeStale(root: string, chosen: (name: string) => boolean, now = Date.now()): Promise<number> {
  const { staging } = createPaths(root);
  const names = await readdir(staging).catch(() => []);
  const stale = names.filter((name) => chosen(name) && isStale(name, now));
  for (const name of stale) await rm(join(staging, name), { recursive: true, force: true });
  return stale.length;
}
