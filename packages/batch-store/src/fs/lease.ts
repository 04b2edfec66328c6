import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { makeDirDurably, removeFile, statIfPresent } from "./durable.ts";
import { unlessFull } from "./errno.ts";
import { LEASE_ID, leaseOf } from "./owner-id.ts";
import type { Paths } from "./paths.ts";

/** How often a process extends its lease. */
const EXTEND_EVERY_MS = 10_000;
/** A lease that was not extended for this long has lapsed: twelve heartbeats, so that a slow disk is no death. */
export const LEASE_MAX_MS = 120_000;
/** Processes of older versions keep no lease. What they left is theirs until nothing in it changed for this long. */
const UNLEASED_MAX_MS = 24 * 3_600_000;

/**
 * Starts the lease of this process and extends it as long as the process runs. Each extension is a write, so that the
 * clock of the store stamps the file, and not the clock of the host: on a network share they may differ by hours.
 */
export async function startLease(paths: Paths): Promise<void> {
  let hasFolder = false;
  const extend = async (): Promise<void> => {
    // Once: a store that was removed does not come back.
    if (!hasFolder) await makeDirDurably(paths.leases);
    hasFolder = true;
    await storeTime(paths);
  };
  // A failed extension, on a full disk for instance, is repeated by the next. A lease that lapses costs the uploads in
  // progress, and no more.
  setInterval(() => void extend().catch(() => undefined), EXTEND_EVERY_MS).unref();
  await extend();
}

/** The time by the clock of the store, in epoch milliseconds. Taking it extends the lease of this process. */
export async function storeTime(paths: Paths): Promise<number> {
  const path = paths.lease(LEASE_ID);
  const file = await open(path, "w");
  try {
    // Opened like this, the file has been stamped; the byte is for shares that do so with a write only.
    await unlessFull(() => file.write("1"));
  } finally {
    // A network share is written when the file is closed.
    await file.close();
  }
  return (await stat(path)).mtimeMs;
}

/**
 * Looks up which owners are gone, on the store's own clock.
 *
 * @returns whether the owner in `name` is gone; `path` is what it owns, or the file that names it
 */
export async function readLeases(paths: Paths): Promise<(name: string, path: string) => Promise<boolean>> {
  const now = await storeTime(paths);
  return async (name, path) => {
    const lease = leaseOf(name);
    if (lease === undefined) return now - (await newestChange(path)) > UNLEASED_MAX_MS;
    // A missing lease was removed after it had lapsed; a margin covers a folder listing that is out of date.
    const extendedAt = (await changedAt(paths.lease(lease))) ?? (await newestChange(path));
    return now - extendedAt > LEASE_MAX_MS;
  };
}

/** How long ago a process other than this one extended its lease, in ms. */
export async function newestLeaseAge(paths: Paths): Promise<number> {
  const names = await readdir(paths.leases).catch(() => []);
  if (names.length === 0) return Infinity;
  const now = await storeTime(paths);
  let age = Infinity;
  for (const lease of names.filter((name) => name !== LEASE_ID))
    age = Math.min(age, now - ((await changedAt(paths.lease(lease))) ?? 0));
  return age;
}

/** Removes the leases of processes that are long gone. */
export async function removeLapsedLeases(paths: Paths): Promise<void> {
  const now = await storeTime(paths);
  for (const lease of await readdir(paths.leases)) {
    const extendedAt = await changedAt(paths.lease(lease));
    if (extendedAt !== undefined && now - extendedAt > UNLEASED_MAX_MS) await removeFile(paths.lease(lease));
  }
}

/** The newest change of a file, or of anything in a folder. What is gone changed just now: somebody removes it. */
async function newestChange(path: string): Promise<number> {
  const names = await readdir(path, { recursive: true }).catch(() => []);
  let newest = (await changedAt(path)) ?? Number.POSITIVE_INFINITY;
  for (const name of names) newest = Math.max(newest, (await changedAt(join(path, name))) ?? 0);
  return newest;
}

const changedAt = async (path: string): Promise<number | undefined> => (await statIfPresent(path))?.mtimeMs;
