import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf } from "./errno.ts";
import { readLeases, removeLapsedLeases } from "./lease.ts";
import type { Paths } from "./paths.ts";
import { eachName } from "../rounds.ts";

/**
 * Removes the staging folders of processes that are gone. Each is renamed first: an owner that was only stopped finds
 * nothing there any more, and its commit fails instead of publishing half.
 *
 * @returns how many
 */
export async function removeAbandonedFolders(paths: Paths): Promise<number> {
  let removed = 0;
  for (const name of await abandonedFolders(paths))
    if (await removeAside(paths, join(paths.staging, name), name)) removed += 1;
  await removeLapsedLeases(paths);
  return removed;
}

/** Names of the staging folders of processes that are gone. */
export async function abandonedFolders(paths: Paths): Promise<string[]> {
  const isGone = await readLeases(paths);
  const names: string[] = [];
  for (const name of await readdir(paths.staging).catch(() => []))
    if (await isGone(name, join(paths.staging, name))) names.push(name);
  return names;
}

async function removeAside(paths: Paths, path: string, name: string): Promise<boolean> {
  await mkdir(paths.trash, { recursive: true });
  const aside = join(paths.trash, name);
  try {
    await rename(path, aside);
  } catch (error) {
    // Another process was first.
    if (errnoOf(error) === "ENOENT") return false;
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
  return true;
}

/** Whether a file is on its way to another name, or was when its process died. */
export const isTemporary = (name: string): boolean => name.includes("~") && name.endsWith(".tmp");

/** Temporary files that processes which are gone left in a folder; none when the folder itself is gone. */
export async function abandonedTemporaries(paths: Paths, dir: string): Promise<string[]> {
  const temporaries: string[] = [];
  for await (const name of eachName(dir, (each) => (isTemporary(each) ? each : undefined))) temporaries.push(name);
  if (temporaries.length === 0) return [];
  const isGone = await readLeases(paths);
  const abandoned: string[] = [];
  for (const name of temporaries) if (await isGone(name, join(dir, name))) abandoned.push(name);
  return abandoned;
}

export async function removeAbandonedTemporaries(paths: Paths, dir: string): Promise<void> {
  for (const name of await abandonedTemporaries(paths, dir))
    await rm(join(dir, name), { recursive: true, force: true });
}
