import type { BatchManifest } from "../intake/manifest.ts";
import type { Control } from "../state/control-schema.ts";
import type { Final } from "../state/final-schema.ts";
import type { ResultRecord } from "../results/record.ts";
import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { access, open, rename, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { countsOf } from "@symphony/contract";
import type { BatchId, Verdict } from "@symphony/contract";
import { moveIfThere, readControl, readRun, updateMetadata } from "../state/control.ts";
import {
  errnoOf,
  linkOnce,
  putOnce,
  readIfThere,
  removeFile,
  removeStaleTemporaries,
  staleTemporaries,
  sync,
} from "../fs/durable.ts";
import { readFinal } from "../state/final.ts";
import { isLeftUnstarted, startDecidedRun } from "./runs.ts";
import type { ItemReader } from "../results/items.ts";
import type { Paths } from "../fs/paths.ts";
import { openCurrentResults } from "../results/current-results.ts";
import type { ResultReader } from "../results/current-results.ts";
import { csvOf } from "../results/results-csv.ts";
import type { ResultRecords } from "../results/result-records.ts";

/** The batch cannot be finished: an item has no row yet. */
export class UnfinishedError extends Error {
  override name = "UnfinishedError";
  readonly seq: number;

  constructor(batchId: BatchId, seq: number) {
    super(`batch ${batchId} has no row for item ${seq} yet`);
    this.seq = seq;
  }
}

/**
 * Finishes a batch, once: `results.csv`, then what only served the unfinished batch goes, then the marker
 * `final.json`, put in place with `link()`. It does not matter how many try or where one of them dies; who
 * sees the marker sees everything else as it is to stay.
 * A later generation that was decided, and that nobody lived to start, is started and finished instead.
 *
 * @throws {UnfinishedError} while an item has no row
 */
export async function finishBatch(
  paths: Paths,
  results: ResultRecords,
  items: ItemReader,
  manifest: BatchManifest,
): Promise<Final> {
  const { batch_id: batchId } = manifest;
  if (await isLeftUnstarted(paths, manifest)) await startDecidedRun(paths, items, manifest);
  const control = await readControl(paths, batchId);
  const known = await readFinal(paths, batchId);
  if (known === undefined) {
    const mine = await summarise(paths, results, manifest, control);
    // Replacing the metadata syncs the folder, and with it the name of results.csv, before the marker comes.
    await showFinal(paths, manifest, mine);
    await putOnce(paths.final(batchId, control.run), JSON.stringify(mine, null, 2), paths.scratch(batchId));
  }
  // Somebody else's marker may have won, and a late pending list may have come before it.
  const final = (await readFinal(paths, batchId)) as Final;
  await showFinal(paths, manifest, final);
  // Not synced: what comes back after a power cut is seen as left over and goes again.
  await removeRemains(paths, batchId);
  return final;
}

/** Takes away what only the unfinished batch needed, and what killed processes left; the scratch folder last, for it says that there is more. */
async function removeRemains(paths: Paths, batchId: BatchId): Promise<void> {
  await removeStaleTemporaries(paths.batch(batchId));
  for (const folder of [paths.attemptsDir(batchId), paths.scratch(batchId)])
    await rm(folder, { recursive: true, force: true });
}

async function showFinal(
  paths: Paths,
  manifest: BatchManifest,
  { status, counts, completed_at }: Final,
): Promise<void> {
  await updateMetadata(paths, manifest.batch_id, { status, counts, completed_at });
  await removeFile(paths.pendingList(manifest.batch_id, manifest.kind));
  await keepFailedPayloads(paths, manifest.batch_id);
}

/** Whether a finish was broken off after its marker, or killed processes left something. */
export async function hasLeftovers(paths: Paths, manifest: BatchManifest): Promise<boolean> {
  const scratchGone = await access(paths.scratch(manifest.batch_id)).then(
    () => false,
    () => true,
  );
  if (!scratchGone || (await readIfThere(paths.pendingList(manifest.batch_id, manifest.kind))) !== undefined)
    return true;
  return (
    (await staleTemporaries(paths.batch(manifest.batch_id))).length > 0 || (await isLeftUnstarted(paths, manifest))
  );
}

/** What is left of the payloads belongs to items that ended in an error. */
async function keepFailedPayloads(paths: Paths, batchId: BatchId): Promise<void> {
  try {
    await rmdir(paths.payloads(batchId));
  } catch (error) {
    if (errnoOf(error) === "ENOTEMPTY") await moveIfThere(paths.payloads(batchId), paths.failedPayloads(batchId));
    else if (errnoOf(error) !== "ENOENT") throw error;
  }
}

/** Writes the table of all rows and counts them. */
async function summarise(
  paths: Paths,
  results: ResultRecords,
  manifest: BatchManifest,
  control: Control,
): Promise<Final> {
  const tally: Record<Verdict, number> = { Valid: 0, Invalid: 0, Error: 0 };
  const errors: Final["errors_by_category"] = {};
  const stages: Final["valid_by_stage"] = {};
  const note = ({ result }: ResultRecord): void => {
    tally[result.Is_Valid] += 1;
    if (result.Detected_By !== null) stages[result.Detected_By] = (stages[result.Detected_By] ?? 0) + 1;
    if (result.Error_Category !== null) errors[result.Error_Category] = (errors[result.Error_Category] ?? 0) + 1;
  };
  await writeCsv(
    paths,
    manifest.batch_id,
    control,
    eachResult(await openCurrentResults(paths, results, manifest, control.run), manifest, note),
  );
  return {
    batch_id: manifest.batch_id,
    status: control.status === "cancelled" ? "cancelled" : "completed",
    counts: countsOf({ total: manifest.total, valid: tally.Valid, invalid: tally.Invalid, error: tally.Error }),
    errors_by_category: errors,
    valid_by_stage: stages,
    ...(await runFacts(paths, manifest, control)),
    completed_at: new Date().toISOString(),
  };
}

async function runFacts(
  paths: Paths,
  manifest: BatchManifest,
  { run }: Control,
): Promise<Pick<Final, "events" | "started_at">> {
  if (run === 0) return { events: manifest.total, started_at: manifest.accepted_at };
  const { seqs, events_before, began_at } = await readRun(paths, manifest.batch_id, run);
  return { events: events_before + seqs.length, started_at: began_at };
}

async function* eachResult(
  read: ResultReader,
  manifest: BatchManifest,
  seen: (record: ResultRecord) => void,
): AsyncGenerator<ResultRecord> {
  for (let seq = 0; seq < manifest.total; seq += 1) {
    const record = await read(seq);
    if (record === undefined) throw new UnfinishedError(manifest.batch_id, seq);
    seen(record);
    yield record;
  }
}

async function writeCsv(
  paths: Paths,
  batchId: BatchId,
  control: Control,
  results: AsyncIterable<ResultRecord>,
): Promise<void> {
  const temporary = join(paths.scratch(batchId), `results.csv.${randomUUID()}.tmp`);
  try {
    await pipeline(csvOf(results), createWriteStream(temporary, { flags: "wx" }));
  } catch (error) {
    await removeFile(temporary);
    throw error;
  }
  const handle = await open(temporary, "r");
  await sync(handle).finally(() => handle.close());
  // A later generation's table replaces that of the one before; whoever makes it makes the same.
  if (control.run === 0) await linkOnce(temporary, paths.csv(batchId));
  else await rename(temporary, paths.csv(batchId));
}
