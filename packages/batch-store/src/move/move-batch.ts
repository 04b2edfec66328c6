import { randomUUID } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import type { BatchId } from "@symphony/contract";
import type { Paths } from "../fs/paths.ts";
import { SHARD_SIZE } from "../fs/paths.ts";
import { ownerId } from "../fs/owner-id.ts";
import { readManifest } from "../intake/read-manifest.ts";
import type { BatchManifest } from "../intake/manifest.ts";
import { csvOfRun } from "../results/csv-file.ts";
import { contentKeys, KEYS } from "../s3/base/keys.ts";
import type { ContentKeys } from "../s3/base/keys.ts";
import { namesBelow } from "../s3/base/objects.ts";
import { encodeMark } from "../s3/intake/staging-mark.ts";
import { firstsOf, lastRuns, putPage, readShard, seqsFrom } from "../s3/results/current-results.ts";
import type { ResultReading } from "../s3/results/read-shard.ts";
import { encodeControl } from "../state/control-schema.ts";
import type { Control } from "../state/control-schema.ts";
import { readControl } from "../state/control.ts";
import { readFinalOf } from "../state/final.ts";
import { StoreError } from "../store-error.ts";
import { copyFiles, copyShards, copyText, namesIn, numbersIn } from "./files-in.ts";
import { movePictures } from "./move-pictures.ts";

/**
 * Copies a batch from a folder to a bucket, its head last. One that is there already is left as it is.
 *
 * @returns whether this call copied it
 */
export async function moveBatch(paths: Paths, target: ResultReading, batchId: BatchId): Promise<boolean> {
  const manifest = await readManifest(paths, batchId);
  if (manifest === undefined || (await target.heads.read(batchId)) !== undefined) return false;
  const { bucket } = target;
  const keys = contentKeys(randomUUID());
  const mark = KEYS.staging(keys.content);
  await bucket.put(mark, encodeMark({ owner: ownerId(), batch_id: batchId }));
  await copyIntake(paths, target, batchId, keys);
  const control = await controlOf(paths, batchId);
  if (control.version > 0) await bucket.put(keys.control, encodeControl(control));
  for (let run = 0; run <= control.run; run += 1) await copyRun(paths, target, manifest, keys, run);
  await movePictures(bucket, paths.batch(batchId), keys);
  await copyWords(paths, target, batchId, keys);
  await target.heads.put({ manifest, content: keys.content });
  await bucket.remove([mark]);
  return true;
}

/** In a bucket the control says that a run has ended; of one that an earlier version finished, only its marker does. */
async function controlOf(paths: Paths, batchId: BatchId): Promise<Control> {
  const control = await readControl(paths, batchId);
  if (control.ended === true || (await readFinalOf(paths, batchId, control.run)) === undefined) return control;
  return { ...control, version: control.version + 1, ended: true };
}

async function copyIntake(paths: Paths, { bucket }: ResultReading, batchId: BatchId, keys: ContentKeys): Promise<void> {
  const shardOf = (name: string): string | undefined => {
    const [shard] = numbersIn(name, /^(\d+)\.json$/) ?? [];
    return shard === undefined ? undefined : keys.items(shard * SHARD_SIZE);
  };
  await copyFiles(bucket, paths.payloads(batchId).replace(/pending_files$/, "items"), shardOf);
  for (const dir of [paths.payloads(batchId), paths.keptPayloads(batchId), paths.failedPayloads(batchId)])
    await copyFiles(bucket, dir, (name) => keys.payload(name));
}

async function copyRun(paths: Paths, target: ResultReading, manifest: BatchManifest, keys: ContentKeys, run: number) {
  const { bucket } = target;
  const { batch_id: batchId } = manifest;
  const results = await copyShards(bucket, paths.results(batchId, run), (name) => {
    const [seq] = numbersIn(name, /^(\d+)\.json$/) ?? [];
    return seq === undefined ? undefined : keys.result(run, seq);
  });
  if ((await namesBelow(bucket, keys.results(run))).length !== results)
    throw new StoreError("unavailable", `The bucket does not hold all results of run ${run} of batch ${batchId}.`);
  await copyText(bucket, paths.runRecord(batchId, run), keys.runRecord(run));
  await copyText(bucket, paths.failed(batchId, run), keys.failed(run));
  await copyText(bucket, paths.mailIntent(batchId, run), keys.mailIntent(run));
  await copyText(bucket, paths.mailOf(batchId, run), keys.mailOf(run));
  await copyText(bucket, paths.mailBatches(batchId, run), keys.mailBatches(run));
  await copyText(bucket, paths.mailDone(batchId, run), keys.mailDone(run));
  await copyText(bucket, paths.webhookDone(batchId, run), keys.webhookDone(run));
  await copyText(bucket, paths.writtenBack(batchId, run), keys.writtenBack(run));
  const log = await readFile(paths.webhookLog(batchId, run), "utf8").catch(() => "");
  for (const [place, line] of log.split("\n").entries())
    if (line.endsWith("}")) await bucket.put(`${keys.webhookAttempts(run)}${String(place).padStart(9, "0")}`, line);
  const final = await readFinalOf(paths, batchId, run);
  if (final === undefined) return;
  const [csv, path] = [keys.csv(run, randomUUID()), await csvOfRun(paths, batchId, run)];
  await bucket.put(csv, { path, size: (await stat(path)).size }, "text/csv");
  await bucket.put(keys.final(run), JSON.stringify({ final, csv }));
  await putPages(target, manifest, keys, run);
}

async function putPages(
  target: ResultReading,
  { total }: BatchManifest,
  keys: ContentKeys,
  run: number,
): Promise<void> {
  const oldest = await lastRuns(target, keys, run);
  for (const first of firstsOf(total)) {
    const records = await readShard(target, keys, run, seqsFrom(first, total), oldest);
    if (records.size > 0) await putPage(target, keys, run, first, records);
  }
}

/** What people said of the batch. */
async function copyWords(paths: Paths, { bucket }: ResultReading, batchId: BatchId, keys: ContentKeys): Promise<void> {
  const versioned = (key: (seq: number, version: number) => string) => (name: string) => {
    const [seq, version] = numbersIn(name, /^(\d+)\.(\d+)\.json$/) ?? [];
    return seq === undefined || version === undefined ? undefined : key(seq, version);
  };
  await copyShards(bucket, paths.reviews(batchId), versioned(keys.review));
  await copyShards(bucket, paths.earlierShard(batchId, 0).replace(/\/[^/]+$/, ""), versioned(keys.earlier));
  await copyFiles(bucket, paths.records(batchId), (name) => {
    const [version] = numbersIn(name, /^(\d+)\.json$/) ?? [];
    return version === undefined ? undefined : keys.record(version);
  });
  for (const name of await namesIn(paths.shares(batchId))) {
    const id = basename(name, ".json");
    await copyText(bucket, paths.share(batchId, id), keys.share(id));
    await copyText(bucket, paths.sharePointer(id), KEYS.sharePointer(id));
  }
}
