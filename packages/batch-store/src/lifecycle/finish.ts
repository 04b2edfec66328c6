import { createWriteStream } from "node:fs";
import { access, open, rm, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { BatchId } from "@symphony/contract";
import { abandonedTemporaries } from "../fs/abandoned.ts";
import { moveIfPresent, putIfAbsent, readIfPresent, removeFile, sync, temporaryPath } from "../fs/durable.ts";
import { errnoOf } from "../fs/errno.ts";
import type { Paths } from "../fs/paths.ts";
import type { BatchManifest } from "../intake/manifest.ts";
import type { Results } from "../port.ts";
import { placeCsv } from "../results/csv-file.ts";
import { openCurrentResults } from "../results/current-results.ts";
import type { ResultReader } from "../results/current-results.ts";
import type { ResultRecord } from "../results/result-record.ts";
import { csvOf } from "../results/results-csv.ts";
import { inRunFolder } from "../results/run-folder.ts";
import { endRun, readControl } from "../state/control.ts";
import type { Control } from "../state/control-schema.ts";
import { readFinalOf } from "../state/final.ts";
import type { Final } from "../state/final.ts";
import { updateMetadata } from "../state/metadata.ts";
import { findRun, readRun, seqsOf } from "../state/run-record.ts";
import { UnfinishedError } from "../store-error.ts";
import { createBatchSummary } from "./batch-summary.ts";
import { countChanges } from "./changed-verdicts.ts";
import { writeFailedItems } from "./failed-items.ts";
import { isDecidedRunAbandoned, startDecidedRun } from "./runs.ts";
import { hasSupersededResults, removeSupersededRuns } from "./superseded-runs.ts";

/**
 * Finishes a batch, once: `results.csv` and `failed.json`, then the control says that the run has ended, then what only
 * the unfinished batch needed is removed, then the marker `final.json` is put in place with `link()`. Any number of
 * processes may try, and any of them may die: a reader that sees the marker sees everything else in its final state.
 * A later run that was decided and whose starter died is started and finished instead.
 *
 * @throws {UnfinishedError} while an item has no result
 */
export async function finishBatch(
  paths: Paths,
  results: Results,
  manifest: BatchManifest,
  model?: string,
): Promise<Final> {
  const { batch_id: batchId } = manifest;
  if (await isDecidedRunAbandoned(paths, manifest)) await startDecidedRun(paths, manifest);
  for (;;) {
    const control = await readControl(paths, batchId);
    const final =
      (await readFinalOf(paths, batchId, control.run)) ?? (await finishRun(paths, results, manifest, control, model));
    // Changed meanwhile: the batch was cancelled, for instance, and ends as that.
    if (final === undefined) continue;
    await tidyUp(paths, manifest, control.run, final);
    return final;
  }
}

/** @returns undefined when the control was changed meanwhile */
async function finishRun(
  paths: Paths,
  results: Results,
  manifest: BatchManifest,
  control: Control,
  model: string | undefined,
): Promise<Final | undefined> {
  const { batch_id: batchId } = manifest;
  const mine = await summarise(paths, results, manifest, control, model).catch(async (error: unknown) => {
    // Another process finished meanwhile, and removed the scratch folder.
    if (errnoOf(error) !== "ENOENT" || (await readFinalOf(paths, batchId, control.run)) === undefined) throw error;
    return undefined;
  });
  if (mine === undefined) return readFinalOf(paths, batchId, control.run);
  if (control.ended !== true && !(await endRun(paths, batchId, control))) return undefined;
  // Replacing the metadata syncs the folder, and with it the name of results.csv, before the marker.
  await showFinal(paths, manifest, mine);
  await putIfAbsent(paths.final(batchId, control.run), JSON.stringify(mine, null, 2), paths.batch(batchId));
  // Another process's marker may have won.
  return readFinalOf(paths, batchId, control.run);
}

/** What follows the marker. Nothing of it may touch a newer run, so a process that comes late leaves it. */
async function tidyUp(paths: Paths, manifest: BatchManifest, run: number, final: Final): Promise<void> {
  const { batch_id: batchId } = manifest;
  if ((await readControl(paths, batchId)).run !== run) return;
  // A late pending list may have come before the marker.
  await showFinal(paths, manifest, final);
  // Not synced: what comes back after a power cut counts as a leftover and is removed again.
  await removeLeftovers(paths, batchId, run);
  await removeSupersededRuns(paths, batchId, run);
}

/** Whether a finish was interrupted after its marker, or killed processes left something. */
export async function hasLeftovers(paths: Paths, manifest: BatchManifest): Promise<boolean> {
  const { batch_id: batchId, kind } = manifest;
  const scratchGone = await access(paths.scratch(batchId)).then(
    () => false,
    () => true,
  );
  if (!scratchGone || (await readIfPresent(paths.pendingList(batchId, kind))) !== undefined) return true;
  if ((await abandonedTemporaries(paths, paths.batch(batchId))).length > 0) return true;
  const { run } = await readControl(paths, batchId);
  return (await hasSupersededResults(paths, batchId, run)) || (await isDecidedRunAbandoned(paths, manifest));
}

/** Removes what only the unfinished batch needed; the scratch folder last, because it says that there is more. */
async function removeLeftovers(paths: Paths, batchId: BatchId, run: number): Promise<void> {
  const abandoned = await abandonedTemporaries(paths, paths.batch(batchId));
  // Read after them: a process that is gone decides no run any more. Files of one that it decided are wanted.
  const wanted = (await findRun(paths, batchId, run + 1))?.corrections?.folder;
  for (const name of abandoned)
    if (name !== wanted) await rm(join(paths.batch(batchId), name), { recursive: true, force: true });
  for (const folder of [paths.attemptsDir(batchId), paths.scratch(batchId)])
    await rm(folder, { recursive: true, force: true });
}

async function showFinal(paths: Paths, manifest: BatchManifest, final: Final): Promise<void> {
  const { status, counts, completed_at } = final;
  await updateMetadata(paths, manifest.batch_id, { status, counts, completed_at });
  await removeFile(paths.pendingList(manifest.batch_id, manifest.kind));
  await keepFailedPayloads(paths, manifest.batch_id);
}

/** What is left of the payloads belongs to items that ended in an error. */
async function keepFailedPayloads(paths: Paths, batchId: BatchId): Promise<void> {
  try {
    await rmdir(paths.payloads(batchId));
  } catch (error) {
    if (errnoOf(error) === "ENOTEMPTY") await moveIfPresent(paths.payloads(batchId), paths.failedPayloads(batchId));
    else if (errnoOf(error) !== "ENOENT") throw error;
  }
}

/** Writes the CSV and the failed items, and adds the results up. */
async function summarise(
  paths: Paths,
  results: Results,
  manifest: BatchManifest,
  control: Control,
  model: string | undefined,
): Promise<Final> {
  const { batch_id: batchId, total } = manifest;
  const { failed, add, summary } = createBatchSummary(total);
  const read = await openCurrentResults(paths, results, manifest, control.run);
  const changes = await countChanges(paths, results, manifest, control.run);
  const note = async (record: ResultRecord): Promise<void> => {
    add(record);
    await changes?.compare(record);
  };
  await writeCsv(paths, manifest, control.run, allResults(read, manifest, note));
  await writeFailedItems(paths, batchId, control.run, failed);
  return {
    batch_id: batchId,
    status: control.status === "cancelled" ? "cancelled" : "completed",
    ...summary(),
    ...(changes === undefined ? {} : { changed: changes.changed() }),
    ...(model === undefined ? {} : { model }),
    ...(await runFacts(paths, manifest, control.run)),
    completed_at: new Date().toISOString(),
  };
}

async function runFacts(
  paths: Paths,
  manifest: BatchManifest,
  run: number,
): Promise<Pick<Final, "events" | "started_at">> {
  if (run === 0) return { events: manifest.total, started_at: manifest.accepted_at };
  const record = await readRun(paths, manifest.batch_id, run);
  return { events: record.events_before + seqsOf(record, manifest).length, started_at: record.began_at };
}

async function* allResults(
  read: ResultReader,
  manifest: BatchManifest,
  onRecord: (record: ResultRecord) => Promise<void>,
): AsyncGenerator<ResultRecord> {
  for (let seq = 0; seq < manifest.total; seq += 1) {
    const record = await read(seq);
    if (record === undefined) throw new UnfinishedError(manifest.batch_id, seq);
    await onRecord(record);
    yield record;
  }
}

export async function writeCsv(
  paths: Paths,
  manifest: BatchManifest,
  run: number,
  results: AsyncIterable<ResultRecord>,
): Promise<void> {
  const { batch_id: batchId } = manifest;
  const temporary = temporaryPath(paths.scratch(batchId), paths.csv(batchId));
  try {
    await inRunFolder(paths, batchId, paths.scratch(batchId), () => writeFile(temporary, "", { flag: "wx" }));
    await pipeline(csvOf(results, { batch: manifest }), createWriteStream(temporary));
  } catch (error) {
    await removeFile(temporary);
    throw error;
  }
  const handle = await open(temporary, "r");
  await sync(handle).finally(() => handle.close());
  await placeCsv(paths, batchId, run, temporary);
}
