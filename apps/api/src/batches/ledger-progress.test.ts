import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBatchStore } from "@symphony/batch-store";
import type { BatchManifest, BatchStore } from "@symphony/batch-store";
import { resultRecord, trackedBatch } from "@symphony/test-support/redis";
import { createLedgerProgressReader } from "./ledger-progress.ts";

let dir: string;
let store: BatchStore;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "symphony-progress-"));
  store = await openBatchStore(dir, 0);
});
afterAll(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }));

async function batchOfThree(): Promise<BatchManifest> {
  const staging = await store.openStaging();
  for (const url of ["http://a.test/1.jpg", "http://a.test/2.jpg", "http://a.test/3.jpg"]) staging.addUrl(url);
  const { total: _total, kind: _kind, accepted_at: _at, ...details } = trackedBatch(3);
  const manifest = await staging.commit(details);
  await staging.discard();
  return manifest;
}

test("the results of a batch are read once for all concurrent callers, those of another batch separately", async () => {
  const [first, second] = [await batchOfThree(), await batchOfThree()];
  await store.results.putIfAbsent(resultRecord(first, 0, "Valid"));
  let readings = 0;
  const readLedgerProgress = createLedgerProgressReader({
    batchProgress: (manifest) => ((readings += 1), store.batchProgress(manifest)),
  });
  const all = await Promise.all(Array.from({ length: 20 }, () => readLedgerProgress(first)));
  expect(new Set(all).size).toBe(1);
  expect(all[0]).toMatchObject({ counts: { total: 3, valid: 1, pending: 2 }, events: 1, startedAt: first.accepted_at });
  expect(await readLedgerProgress(second)).toMatchObject({ counts: { valid: 0, pending: 3 } });
  expect(readings).toBe(2);
});

test("a failed reading is not reused", async () => {
  const batch = await batchOfThree();
  let readings = 0;
  const readLedgerProgress = createLedgerProgressReader({
    batchProgress: (manifest) => {
      readings += 1;
      return readings === 1 ? Promise.reject(new Error("the disk is away")) : store.batchProgress(manifest);
    },
  });
  await expect(readLedgerProgress(batch)).rejects.toThrow("the disk is away");
  expect(await readLedgerProgress(batch)).toMatchObject({ counts: { pending: 3 } });
});
