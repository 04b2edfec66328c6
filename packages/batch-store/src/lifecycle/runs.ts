import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeDirInside, moveIfPresent, putIfAbsent, syncDir } from "../fs/durable.ts";
import { errnoOf } from "../fs/errno.ts";
import { readLeases } from "../fs/lease.ts";
import { ownerId } from "../fs/owner-id.ts";
import { SHARD_SIZE } from "../fs/paths.ts";
import type { Paths } from "../fs/paths.ts";
import type { BatchManifest } from "../intake/manifest.ts";
import type { NewRun } from "../port.ts";
import { readControl, updateControl } from "../state/control.ts";
import { markReopened } from "../state/reopened.ts";
import { findRun, readRun, seqsOf } from "../state/run-record.ts";
import type { RunRecord } from "../state/run-record.ts";
import { placeCorrections } from "./place-corrections.ts";

/** A process that finds a run decided gives the process that decided it this long to start it. */
const STARTER_WAIT_MS = 1_000;
const POLL_MS = 100;

/**
 * Decides a run by its record, which one of many callers puts in place, and starts it. A run whose starter died in
 * between is started by the next caller, or by the next `finish`.
 */
export async function startRun(paths: Paths, manifest: BatchManifest, newRun: NewRun): Promise<boolean> {
  const { batch_id: batchId } = manifest;
  const { run, seqs, eventsBefore, threshold, corrections } = newRun;
  const record: RunRecord = {
    seqs,
    events_before: eventsBefore,
    began_at: new Date().toISOString(),
    ...(threshold === undefined ? {} : { threshold }),
    ...(corrections === undefined ? { owner: ownerId() } : { corrections }),
  };
  await markReopened(paths, batchId);
  await makeDirInside(paths.runs(batchId));
  await syncDir(paths.batch(batchId));
  const won = await putIfAbsent(paths.runRecord(batchId, run), JSON.stringify(record), paths.batch(batchId));
  if (!won && corrections !== undefined)
    await rm(join(paths.batch(batchId), corrections.folder), { recursive: true, force: true });
  if (won || !(await isStarted(paths, manifest, run))) await start(paths, manifest, run);
  return won;
}

async function isStarted(paths: Paths, { batch_id }: BatchManifest, run: number): Promise<boolean> {
  for (const giveUp = Date.now() + STARTER_WAIT_MS; Date.now() < giveUp; await sleep(POLL_MS)) {
    if ((await readControl(paths, batch_id)).run >= run) return true;
  }
  return false;
}

/** Whether the next run is decided and the process that was to start it is dead. */
export async function isDecidedRunAbandoned(paths: Paths, { batch_id }: BatchManifest): Promise<boolean> {
  const { run } = await readControl(paths, batch_id);
  const record = await findRun(paths, batch_id, run + 1);
  const owner = record?.owner ?? record?.draft ?? record?.corrections?.folder;
  return owner !== undefined && (await readLeases(paths))(owner, paths.runRecord(batch_id, run + 1));
}

export async function startDecidedRun(paths: Paths, manifest: BatchManifest): Promise<void> {
  await start(paths, manifest, (await readControl(paths, manifest.batch_id)).run + 1);
}

/** Each step may have been done before; the change of the control makes the run visible, and is made once. */
async function start(paths: Paths, manifest: BatchManifest, run: number): Promise<void> {
  const { batch_id: batchId } = manifest;
  const record = await readRun(paths, batchId, run);
  const before = await readControl(paths, batchId);
  // A starter that was late must not take the batch back to a run that is over.
  if (before.run >= run) return;
  const prepare = (): Promise<void> => prepareFolders(paths, manifest, run, record);
  // Once more where a process that is late with the end of the run before removed an empty folder meanwhile.
  await prepare().catch((error: unknown) => {
    if (errnoOf(error) !== "ENOENT") throw error;
    return prepare();
  });
  const threshold = record.threshold ?? before.threshold;
  const started = await updateControl(paths, batchId, before.version, {
    status: "processing",
    run,
    ...(threshold === undefined ? {} : { threshold }),
    ...(record.threshold === undefined ? {} : { reevaluates: true as const }),
    ...(record.corrections === undefined ? {} : { corrects: true as const }),
  });
  if (!started) await start(paths, manifest, run);
}

async function prepareFolders(paths: Paths, manifest: BatchManifest, run: number, record: RunRecord): Promise<void> {
  const { batch_id: batchId } = manifest;
  if (record.draft !== undefined)
    await moveIfPresent(paths.draftResults(batchId, record.draft), paths.results(batchId, run));
  for (const folder of [
    paths.attemptsDir(batchId),
    paths.scratch(batchId),
    paths.payloads(batchId),
    paths.results(batchId, run),
  ])
    await makeDirInside(folder);
  for (const shard of new Set(seqsOf(record, manifest).map((seq) => Math.floor(seq / SHARD_SIZE))))
    await mkdir(paths.resultShard(batchId, run, shard * SHARD_SIZE), { recursive: true });
  await syncDir(paths.results(batchId, run));
  await moveIfPresent(paths.failedPayloads(batchId), paths.payloads(batchId));
  if (record.corrections !== undefined)
    await placeCorrections(paths, batchId, run, record.corrections, record.began_at ?? new Date().toISOString());
  await syncDir(paths.payloads(batchId));
  await syncDir(paths.batch(batchId));
}
