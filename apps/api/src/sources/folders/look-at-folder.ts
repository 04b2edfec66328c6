import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { StoreError } from "@symphony/batch-store";
import { Problem } from "@symphony/contract";
import type { Skipped } from "@symphony/contract";
import type { ApiDeps } from "../../deps.ts";
import { deliverResults } from "./deliver-results.ts";
import { readFolderRecord, recordIdOf } from "./folder-record.ts";
import { putNotice, removeNotice } from "./put-beside.ts";
import { FolderError, NO_UTF8, scanFolder } from "./scan-folder.ts";
import { submitFolder } from "./submit-folder.ts";
import type { SeenClaim } from "./submit-folder.ts";

/** A folder that changes for so long gets a notice; it is waited for all the same. */
const RESTLESS_MS = 3_600_000;
/** A folder that is done, or could not be taken, is looked at less and less often, up to this many pauses. */
const PAUSES_MAX = 32;
const WRONG_NAME = "The name of this folder is not UTF-8, so that it cannot be read. Rename it.";

/** What this process remembers of a folder; what must not be forgotten is in the ledger. */
export interface WatchedFolder {
  name: string;
  fingerprint: string;
  /** Since when it has this fingerprint, and since when it changes; of `performance.now()`. */
  since: number;
  changingSince: number;
  /** Looks to leave out, and how many were left out the last time. */
  skip: number;
  pauses: number;
  /** What stands beside it; null as long as a process before this one may have left something. */
  notice: string | undefined | null;
  /** The state whose results were put beside it, as far as this process knows. */
  beside: string | undefined;
  claim: SeenClaim;
}

export const newFolder = (name: string): WatchedFolder => ({
  name,
  fingerprint: "",
  since: 0,
  changingSince: performance.now(),
  skip: 0,
  pauses: 0,
  notice: null,
  beside: undefined,
  claim: { name: "", since: 0 },
});

/** Takes one step with a folder: waits for its rest, makes it a batch, or puts its results beside it. Never throws. */
export async function lookAtFolder(deps: ApiDeps, dir: string, folder: WatchedFolder): Promise<void> {
  if (folder.skip > 0) {
    folder.skip -= 1;
    return;
  }
  try {
    const isDone = await takeStep(deps, dir, folder);
    if (isDone) pause(folder);
    else folder.pauses = 0;
    await tellAll(dir, folder, restless(folder));
  } catch (error) {
    pause(folder);
    if (!(error instanceof Error)) throw error;
    const isGone = !(await isThere(join(dir, folder.name)));
    // A folder that was removed or renamed meanwhile needs no notice.
    if (isGone && !folder.name.includes(NO_UTF8)) return;
    deps.logger.warn({ err: error, folder: folder.name }, "folder:not taken");
    await tellAll(dir, folder, isGone ? WRONG_NAME : sentenceOf(error)).catch((err: unknown) =>
      deps.logger.warn({ err, folder: folder.name }, "folder:no notice"),
    );
  }
}

/** In doubt it is. */
const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );

/** @returns whether nothing is left to do until it changes */
async function takeStep(deps: ApiDeps, dir: string, folder: WatchedFolder): Promise<boolean> {
  const path = join(dir, folder.name);
  const scan = await scanFolder(path, deps.config.MAX_BATCH_ITEMS);
  const now = performance.now();
  const hasChanged = scan.fingerprint !== folder.fingerprint;
  if (hasChanged) Object.assign(folder, { fingerprint: scan.fingerprint, since: now });
  if (scan.files.length === 0) return false;
  const id = recordIdOf(folder.name, scan.fingerprint);
  const isKnown = (await readFolderRecord(deps, id)) !== undefined;
  const rests = !hasChanged && now - folder.since >= deps.config.WATCH_REST_MS;
  if (!isKnown && !rests) return false;
  folder.changingSince = now;
  await submitFolder(deps, { name: folder.name, path, scan, claim: folder.claim });
  const isDone = await deliverResults(deps, dir, id, folder.beside === undefined || folder.beside === id);
  if (isDone) folder.beside = id;
  return isDone;
}

function pause(folder: WatchedFolder): void {
  folder.pauses = Math.min(PAUSES_MAX, Math.max(1, 2 * folder.pauses));
  folder.skip = folder.pauses;
}

const restless = ({ changingSince, since }: WatchedFolder): string | undefined =>
  since - changingSince > RESTLESS_MS
    ? "This folder has been changing for an hour. It is checked when nothing in it has changed for a while."
    : undefined;

/** Written when it says something new, so that a share is not written to for nothing. */
async function tellAll(dir: string, folder: WatchedFolder, sentence: string | undefined): Promise<void> {
  if (folder.notice === sentence) return;
  if (sentence === undefined) await removeNotice(dir, folder.name);
  else await putNotice(dir, folder.name, sentence);
  folder.notice = sentence;
}

function sentenceOf(error: Error): string {
  if (error instanceof FolderError) return error.message;
  if (error instanceof Problem && error.code === "nothing_to_do") return noImages(error.more["skipped"]);
  if (error instanceof Problem || error instanceof StoreError)
    return `This folder cannot be checked now and is tried again: ${error.message}`;
  return `This folder cannot be read now and is tried again: ${error.message}.`;
}

/** People who dropped the wrong folder see what is in it instead, by one example. */
function noImages(skipped: unknown): string {
  const [first] = (skipped ?? []) as readonly Skipped[];
  const example = first === undefined ? "" : ` For example "${first.name}": ${first.reason}.`;
  return `There are no images in this folder.${example}`;
}
