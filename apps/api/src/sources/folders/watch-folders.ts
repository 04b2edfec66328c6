import { opendir, realpath } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import { pause, StartError } from "@symphony/service";
import type { ApiDeps } from "../../deps.ts";
import { lookAtFolder, newFolder } from "./look-at-folder.ts";
import type { WatchedFolder } from "./look-at-folder.ts";
import { removeNotice, removeTemporaries } from "./put-beside.ts";
import { expireFolderRecords } from "./expire-records.ts";

/** Sub-folders that are looked at. Each look lists all of their files. */
const FOLDERS_MAX = 10_000;
/** A folder that is read for so long is in the log; large ones on a slow share take their time. */
const SILENT_MS = 60_000;
/** Looks between two cleanups. */
const CLEANUP_EVERY = 360;

/**
 * Watches a folder for sub-folders that have come to rest. One folder is looked at after the other, so that a share
 * which does not respond holds up nothing but this. Any number of processes may watch the same folder.
 */
export function watchFolders(deps: ApiDeps): { stop(): Promise<void> } {
  const { WATCH_DIR: dir, WATCH_EVERY_MS: everyMs } = deps.config;
  if (dir === undefined) return { stop: async () => undefined };
  const folders = new Map<string, WatchedFolder>();
  const stopping = new AbortController();
  let looks = 0;
  const look = async (): Promise<void> => {
    const names = await warnWhenSilent(deps, dir, foldersIn(dir));
    for (const [name, folder] of folders) {
      if (names.has(name)) continue;
      folders.delete(name);
      if (folder.notice !== undefined) await removeNotice(dir, name);
    }
    if (names.size === FOLDERS_MAX) deps.logger.warn({ dir, max: FOLDERS_MAX }, "folders:more than are watched");
    for (const name of names) {
      if (stopping.signal.aborted) return;
      const folder = folders.get(name) ?? newFolder(name);
      folders.set(name, folder);
      await warnWhenSilent(deps, name, lookAtFolder(deps, dir, folder));
    }
    if (looks % CLEANUP_EVERY === 0) {
      await removeTemporaries(dir);
      await expireFolderRecords(deps, names);
    }
    looks += 1;
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await look().catch((error: unknown) => deps.logger.warn({ err: error, dir }, "folders:not looked at"));
      await pause(everyMs, stopping.signal);
    }
  };
  const running = run();
  return {
    stop() {
      stopping.abort();
      return running;
    },
  };
}

/** @throws {StartError} when what the service writes would be taken for folders to check */
export async function requireOwnWatchDir({
  WATCH_DIR: watched,
  EXPORTS_DIR: exports,
  STORE_URL,
}: Pick<ApiDeps["config"], "WATCH_DIR" | "EXPORTS_DIR" | "STORE_URL">): Promise<void> {
  if (watched === undefined || STORE_URL !== undefined) return;
  // A share that is away now has no real path.
  const [outer, inner] = await Promise.all(
    [watched, exports].map(async (dir) => join(await realpath(dir).catch(() => resolve(dir)), sep)),
  );
  if (inner!.startsWith(outer!))
    throw new StartError(`WATCH_DIR (${watched}) must not be the folder EXPORTS_DIR (${exports}), nor hold it.`);
}

/** A call of the file system cannot be ended: what waits for a share that hangs is said, and waits. */
async function warnWhenSilent<T>({ logger }: ApiDeps, folder: string, looking: Promise<T>): Promise<T> {
  const begun = performance.now();
  const warn = (): void =>
    logger.warn({ folder, ms: Math.round(performance.now() - begun) }, "folder:the share does not respond, or is slow");
  const timer = setInterval(warn, SILENT_MS);
  return looking.finally(() => clearInterval(timer));
}

/** Real folders; a link may lead anywhere. */
async function foldersIn(dir: string): Promise<Set<string>> {
  const names = new Set<string>();
  for await (const entry of await opendir(dir)) {
    if (entry.isDirectory() && !entry.name.startsWith(".") && names.size < FOLDERS_MAX) names.add(entry.name);
  }
  return names;
}
