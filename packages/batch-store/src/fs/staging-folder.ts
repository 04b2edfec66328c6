import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isStale, ownerId } from "./owner-id.ts";
import type { Paths } from "./paths.ts";

/** A path for a folder that must not outlive this process. */
export const newStagingFolder = (paths: Paths): string => join(paths.staging, ownerId());

/** Removes the folders of dead processes. @returns how many */
export async function removeStaleFolders(paths: Paths): Promise<number> {
  const names = await readdir(paths.staging).catch(() => []);
  const stale = names.filter((name) => isStale(name));
  for (const name of stale) await rm(join(paths.staging, name), { recursive: true, force: true });
  return stale.length;
}
