import { z } from "zod";
import type { BatchManifest } from "../../intake/manifest.ts";
import type { Final } from "../../state/final.ts";
import type { Control } from "../../state/control-schema.ts";
import type { ContentKeys } from "../base/keys.ts";
import { isEmpty, readObject, removeBelow } from "../base/objects.ts";
import type { ResultReading } from "../results/read-shard.ts";
import { endRun, readControl } from "../state/control.ts";
import { readMarker } from "../state/final.ts";
import type { EndMarker } from "../state/final.ts";
import { readRun } from "../state/run-records.ts";
import { isNextRunDecided, startDecidedRun } from "./runs.ts";
import { summarise } from "./summarise.ts";

/**
 * Finishes a batch, once: pages, CSV and failed items, then the control says that the run has ended, then the marker is
 * put in place if absent. Any number of processes may try, and any of them may die. A later run that was decided and
 * whose starter died is started and finished instead.
 *
 * @throws {UnfinishedError} while an item has no result
 */
export async function finishBatch(reading: ResultReading, manifest: BatchManifest, model?: string): Promise<Final> {
  const keys = await reading.heads.keysOf(manifest.batch_id);
  if (await isNextRunDecided(reading, manifest)) await startDecidedRun(reading, manifest);
  for (;;) {
    const control = await readControl(reading, manifest.batch_id);
    const marker =
      (await readMarker(reading, keys, control.run)) ?? (await finishRun(reading, manifest, keys, control, model));
    // Changed meanwhile: the batch was cancelled, for instance, and ends as that.
    if (marker === undefined) continue;
    await tidyUp(reading, manifest, keys, control.run, marker);
    return marker.final;
  }
}

/** @returns undefined when the control was changed meanwhile */
async function finishRun(
  reading: ResultReading,
  manifest: BatchManifest,
  keys: ContentKeys,
  control: Control,
  model: string | undefined,
): Promise<EndMarker | undefined> {
  const mine = await summarise(reading, manifest, keys, control, model);
  const ends = control.ended === true || (await endRun(reading, manifest.batch_id, control));
  if (ends) await reading.bucket.putIfAbsent(keys.final(control.run), JSON.stringify(mine));
  const marker = ends ? await readMarker(reading, keys, control.run) : undefined;
  // Another process's marker may have won, with its own CSV.
  if (marker?.csv !== mine.csv) await reading.bucket.remove([mine.csv]);
  return marker;
}

/** What only the unfinished batch needed, and what no reader asks for any more. */
async function tidyUp(
  reading: ResultReading,
  manifest: BatchManifest,
  keys: ContentKeys,
  run: number,
  { csv }: EndMarker,
): Promise<void> {
  if ((await readControl(reading, manifest.batch_id)).run !== run) return;
  reading.segments.forget(keys, run);
  // Those of earlier runs, and of processes that died before their marker; a later run may have begun meanwhile.
  for await (const { key } of reading.bucket.list({ prefix: keys.allCsvs })) {
    const ofRun = Number(key.slice(keys.allCsvs.length).split("/", 1)[0]);
    if (ofRun <= run && key !== csv) await reading.bucket.remove([key]);
  }
  await reading.bucket.remove([keys.touched]);
  for (const prefix of await leftovers(reading, keys, run)) await removeBelow(reading.bucket, prefix);
}

/** Counts and copies of a run that is over, and the results of runs before one that gave every item a result. */
async function leftovers(reading: ResultReading, keys: ContentKeys, run: number): Promise<string[]> {
  const superseded = await supersededRuns(reading, keys, run);
  const results = superseded.flatMap((each) => [keys.results(each), keys.pages(each)]);
  return [keys.allAttempts, keys.allSegments, ...results];
}

async function supersededRuns(reading: ResultReading, keys: ContentKeys, finishedRun: number): Promise<number[]> {
  for (let run = finishedRun; run > 0; run -= 1)
    if ((await readRun(reading, keys, run)).seqs === "all") return Array.from({ length: run }, (_, earlier) => earlier);
  return [];
}

/** Whether a finish was interrupted after its marker, or a run was decided and not started. */
export async function hasLeftovers(reading: ResultReading, manifest: BatchManifest): Promise<boolean> {
  const keys = await reading.heads.keysOf(manifest.batch_id);
  const { run } = await readControl(reading, manifest.batch_id);
  for (const prefix of await leftovers(reading, keys, run)) if (!(await isEmpty(reading.bucket, prefix))) return true;
  return isNextRunDecided(reading, manifest);
}

const failedSchema = z.object({ seqs: z.array(z.int().min(0)) });

/** Items of a finished batch that ended in an error, in order. */
export async function readFailedItems(reading: ResultReading, { batch_id }: BatchManifest): Promise<number[]> {
  const keys = await reading.heads.keysOf(batch_id);
  const { run } = await readControl(reading, batch_id);
  return (await readObject(reading.bucket, keys.failed(run), failedSchema))?.seqs ?? [];
}
