import { randomUUID } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { errnoOf } from "./durable.ts";
import { createPaths } from "./paths.ts";
import type { Paths } from "./paths.ts";

/** A staging folder of a host we cannot ask about its processes is dead after this long. */
const STAGING_MAX_HOURS = 24;

/** A name for what may vanish with this process: it says whose it is, so that others can tell when nobody needs it. */
export function newStagingFolder(paths: Paths): string {
  return join(paths.staging, `${hostname()}~${process.pid}~${Date.now()}~${randomUUID()}`);
}

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

/** Staging folders of this process are its own business; it knows which are in use. */
function isStale(name: string, now: number): boolean {
  const [host, pid, started] = name.split("~");
  if (host === hostname()) return Number(pid) !== process.pid && !isAlive(Number(pid));
  return now - Number(started) > STAGING_MAX_HOURS * 3_600_000;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === "EPERM";
  }
}
