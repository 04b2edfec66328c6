import { readdir } from "node:fs/promises";
import type { BatchId } from "@symphony/contract";
import { linkIfAbsent, readJson, removeFile, replaceFile, syncDir, temporaryPath, writeSynced } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";
import { controlSchema, encodeControl, NO_CONTROL } from "./control-schema.ts";
import type { Control, ControlCopy, ControlState } from "./control-schema.ts";
import { updateMetadata } from "./metadata.ts";

/**
 * Versions kept before the newest, so that a batch that is paused and resumed for ever does not grow. A writer that is
 * behind by this many finds its number free again and has to check it.
 */
const KEPT_VERSIONS = 32;

/**
 * What was asked of a batch: `control.<version>.json`, each put in place once by `link()`; the newest one counts.
 * `control.json` is its copy, for people and for processes of older versions, and tells where reading starts.
 */
export async function readControl(paths: Paths, batchId: BatchId): Promise<Control> {
  const { copy, newest } = await readVersions(paths, batchId);
  const isForeign = copy !== undefined && copy.version === undefined;
  return isForeign && !outlives(newest, copy) ? { ...copy, version: newest.version } : newest;
}

/** Whether the newest version stands against what an older process wrote over it: a cancel and a new run are final. */
const outlives = (newest: Control, copy: ControlCopy): boolean =>
  newest.run > copy.run || (newest.run === copy.run && newest.status === "cancelled");

interface Versions {
  copy: ControlCopy | undefined;
  newest: Control;
}

async function readVersions(paths: Paths, batchId: BatchId): Promise<Versions> {
  const copy = await readJson(paths.control(batchId), controlSchema);
  let newest = copy === undefined ? NO_CONTROL : await firstVersion(paths, batchId, copy);
  for (;;) {
    const next = await readVersion(paths, batchId, newest.version + 1);
    if (next === undefined) return { copy, newest };
    newest = next;
  }
}

async function firstVersion(paths: Paths, batchId: BatchId, copy: ControlCopy): Promise<Control> {
  if (copy.version !== undefined) return { ...copy, version: copy.version };
  const names = await readdir(paths.batch(batchId));
  const kept = names.map((name) => Number(/^control\.(\d+)\.json$/.exec(name)?.[1] ?? 0)).filter((each) => each > 0);
  const first = kept.length === 0 ? undefined : await readVersion(paths, batchId, Math.min(...kept));
  return first ?? NO_CONTROL;
}

async function readVersion(paths: Paths, batchId: BatchId, version: number): Promise<Control | undefined> {
  const control = await readJson(paths.controlVersion(batchId, version), controlSchema);
  return control && { ...control, version };
}

/**
 * Changes what is asked of a batch, unless it was changed since the caller read it: of many callers with the same
 * version one wins. Durable when this returns.
 */
export async function updateControl(
  paths: Paths,
  batchId: BatchId,
  expected: number,
  next: ControlState,
): Promise<boolean> {
  const won = await putVersion(paths, batchId, expected, next);
  if (won) await copyNewest(paths, batchId);
  return won;
}

/** Decides how a run ends. Without a copy: the marker that follows tells it to everybody else. */
export function endRun(
  paths: Paths,
  batchId: BatchId,
  { version, corrects: _over, ...state }: Control,
): Promise<boolean> {
  return putVersion(paths, batchId, version, { ...state, ended: true });
}

async function putVersion(paths: Paths, batchId: BatchId, expected: number, next: ControlState): Promise<boolean> {
  const control = await readControl(paths, batchId);
  if (control.version !== expected || isFinal(control, next)) return false;
  await adoptForeignCopy(paths, batchId, control);
  const path = paths.controlVersion(batchId, expected + 1);
  const temporary = temporaryPath(paths.batch(batchId), path);
  await writeSynced(temporary, encodeControl({ ...next, version: expected + 1 }));
  const won = await linkIfAbsent(temporary, path);
  await syncDir(paths.batch(batchId));
  return won && !(await isOutdated(paths, batchId, expected + 1));
}

/** A cancel is final for its run, and so is the end of it. */
export const isFinal = (control: Control, next: ControlState): boolean =>
  next.run === control.run && (control.ended === true || (control.status === "cancelled" && next.ended !== true));

/** What a process of an older version wrote becomes a version, so that it does not count as newer than what follows. */
async function adoptForeignCopy(paths: Paths, batchId: BatchId, control: Control): Promise<void> {
  const copy = await readJson(paths.control(batchId), controlSchema);
  if (copy !== undefined && copy.version === undefined)
    await replaceFile(paths.control(batchId), encodeControl(control));
}

/** Whether this number was removed long ago. Its file then says nothing and goes again. */
async function isOutdated(paths: Paths, batchId: BatchId, version: number): Promise<boolean> {
  const copied = (await readJson(paths.control(batchId), controlSchema))?.version ?? 0;
  if (copied - version < KEPT_VERSIONS) return false;
  await removeFile(paths.controlVersion(batchId, version));
  return true;
}

/** Copies until there is nothing newer, so that the last of several writers leaves the newest version behind. */
async function copyNewest(paths: Paths, batchId: BatchId): Promise<void> {
  for (let copied = -1; ;) {
    const { newest } = await readVersions(paths, batchId);
    if (newest.version === copied) return;
    await replaceFile(paths.control(batchId), encodeControl(newest));
    await updateMetadata(paths, batchId, { status: newest.status, completed_at: null });
    copied = newest.version;
    await removeFile(paths.controlVersion(batchId, copied - KEPT_VERSIONS));
  }
}
