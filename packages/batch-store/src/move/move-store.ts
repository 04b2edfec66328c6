import { join } from "node:path";
import type { BatchId } from "@symphony/contract";
import { createPaths } from "../fs/paths.ts";
import type { Paths } from "../fs/paths.ts";
import { readIfPresent } from "../fs/durable.ts";
import { LEASE_MAX_MS, newestLeaseAge } from "../fs/lease.ts";
import { openBatchStore } from "../fs-batch-store.ts";
import { KEYS } from "../s3/base/keys.ts";
import type { ResultReading } from "../s3/results/read-shard.ts";
import { createSegments } from "../s3/results/segments.ts";
import type { ObjectLedger } from "../s3/base/ledger.ts";
import type { BatchStore } from "../port.ts";
import { StoreError } from "../store-error.ts";
import { copyFiles, namesIn } from "./files-in.ts";
import { moveBatch } from "./move-batch.ts";

/** What became of a move. */
export interface MoveReport {
  copied: number;
  /** Batches that an earlier call had copied. */
  skipped: number;
}

/**
 * Copies a ledger from a folder to a bucket, which gets its identity, and leaves the folder as it is. A call that was
 * interrupted goes on with the batches that are left. Each batch is examined once it is there.
 *
 * @param target the store over the same bucket
 * @throws {StoreError} `busy` while a process works on the folder; `unsuitable` when the bucket has another ledger
 */
export async function moveStore(
  folder: string,
  ledger: ObjectLedger,
  target: BatchStore,
  onBatch: (batchId: BatchId, copied: boolean) => void,
): Promise<MoveReport> {
  const paths = createPaths(folder);
  if ((await newestLeaseAge(paths)) < LEASE_MAX_MS)
    throw new StoreError(
      "busy",
      `A process still works on ${folder}, or did two minutes ago. Stop API and workers first.`,
    );
  const source = await openBatchStore(folder);
  if (target.id !== source.id && (await target.list()).length > 0)
    throw new StoreError("unsuitable", "The bucket has the batches of another store.");
  await ledger.bucket.put(KEYS.identity, JSON.stringify({ id: source.id }));
  await moveInstallation(paths, source, ledger, target);
  const reading: ResultReading = { ...ledger, segments: createSegments(ledger.bucket) };
  const report: MoveReport = { copied: 0, skipped: 0 };
  for (const batchId of await source.list()) {
    const copied = await moveBatch(paths, reading, batchId);
    report[copied ? "copied" : "skipped"] += 1;
    const [damage] = copied ? await target.doctor.examineBatch(batchId) : [];
    const [before] = damage === undefined ? [] : await source.doctor.examineBatch(batchId);
    if (damage !== undefined && before === undefined)
      throw new StoreError("unavailable", `Batch ${batchId} is not whole in the bucket: ${damage.what}`);
    onBatch(batchId, copied);
  }
  return report;
}

/** What belongs to no batch. Unfinished uploads and the index of hashes stay behind. */
async function moveInstallation(paths: Paths, source: BatchStore, { bucket }: ObjectLedger, target: BatchStore) {
  const jsonAs = (keyOf: (name: string) => string) => (name: string) =>
    name.endsWith(".json") ? keyOf(name.slice(0, -".json".length)) : undefined;
  await copyFiles(bucket, paths.keys, jsonAs(KEYS.key));
  await copyFiles(bucket, paths.revokedKeys, jsonAs(KEYS.revokedKey));
  await copyFiles(bucket, paths.submissions, jsonAs(KEYS.submission));
  for (const name of await namesIn(paths.submissions))
    if (name.endsWith(".gone")) await bucket.put(KEYS.tombstone(name.slice(0, -".gone".length)), "gone");
  for (const day of await namesIn(paths.audit))
    await copyFiles(bucket, paths.auditDay(day), (name) => `${KEYS.auditDay(day)}${name}`);
  for (const name of await namesIn(paths.drafts)) {
    const draft = await source.drafts.read(name.replace(/\.json$/, ""));
    if (draft !== undefined) await target.drafts.write(draft);
  }
  for (const brand of await source.brands.list()) {
    const last = (await source.brands.last(brand.name))?.version ?? brand.version;
    for (let version = 1; version <= last; version += 1) {
      const record = await source.brands.version(brand.name, version);
      if (record === undefined) continue;
      await target.brands.add(record, await filesOf(paths, source, brand.name, version));
      const estimate = await source.brands.estimate(brand.name, version);
      if (estimate !== undefined) await target.brands.putEstimate(brand.name, estimate);
    }
  }
  for (const kind of ["folders", "schedules", "snapshots"] as const)
    for await (const id of source.sources.list(kind)) {
      const record = await source.sources.read(kind, id);
      if (record !== undefined) await bucket.put(KEYS.source(kind, id), JSON.stringify(record));
    }
  const outages = await readIfPresent(paths.outages);
  if (outages !== undefined) await bucket.put(KEYS.outages, outages);
}

async function filesOf(paths: Paths, source: BatchStore, name: string, version: number) {
  const files = new Map<string, Uint8Array>();
  for (const file of await namesIn(join(paths.brandVersion(name, version)))) {
    const bytes = file === "brand.json" ? undefined : await source.brands.read(name, version, file);
    if (bytes !== undefined) files.set(file, bytes);
  }
  return files;
}
