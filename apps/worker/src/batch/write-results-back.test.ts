import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openBatchStore } from "@symphony/batch-store";
import type { BatchManifest, BatchStore } from "@symphony/batch-store";
import { sourceBucketsSetting } from "@symphony/service";
import type { SourceBuckets } from "@symphony/service";
import { logger, metrics, progress, queues } from "../../fixtures/chunk-deps.ts";
import { commitUrls } from "../../fixtures/url-batch.ts";
import { failRemainingItems } from "./fail-remaining-items.ts";
import { createRecovery } from "./recovery.ts";
import { createResultsWriter, isWriteBackDue } from "./write-results-back.ts";

let root: string;
let store: BatchStore;
/** The store of the images, which is not always there. */
let images: Server;
let responds = 200;
const written: string[] = [];
let buckets: SourceBuckets;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "symphony-written-back-"));
  store = await openBatchStore(root);
  images = createServer((request, response) => {
    if (responds === 200) written.push(`${request.method} ${request.url?.split("?")[0]}`);
    request.resume().on("end", () => response.writeHead(responds).end());
  });
  await new Promise<void>((resolve) => images.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(images.address() as AddressInfo).port}`;
  const photos = { bucket: "shop", endpoint, path_style: true, access_key_id: "a", secret_access_key: "b" };
  buckets = sourceBucketsSetting.parse(JSON.stringify({ photos: { ...photos, write_results: true } }));
});
afterAll(async () => {
  images.close();
  await rm(root, { recursive: true, force: true, maxRetries: 3 });
});

async function finishedBatch(): Promise<BatchManifest> {
  const manifest = await commitUrls(store, ["s3://photos/spring/a.jpg"], "s3://photos/spring/");
  expect(await isWriteBackDue({ store, buckets }, manifest)).toBe(false);
  await failRemainingItems({ store, progress }, manifest, { run: 0, category: "internal", sentence: "Failed." });
  await store.finish(manifest);
  return manifest;
}

/** @returns the batches that recovery has written back */
async function recovered(): Promise<string[]> {
  const added: string[] = [];
  const addWriteBack = async (batchId: string): Promise<void> => void added.push(batchId);
  const status = async () => ({ status: "completed", completed_at: "2026-01-01T00:00:00.000Z" });
  const recover = createRecovery({
    store,
    progress: { ...progress, status } as unknown as typeof progress,
    queues: { ...queues, addWriteBack } as typeof queues,
    logger,
    metrics,
    buckets,
    startWebhook: async () => false,
  });
  await recover("all");
  return added;
}

const isDue = (manifest: BatchManifest, from = buckets) => isWriteBackDue({ store, buckets: from }, manifest);
const write = ({ batch_id: batchId }: BatchManifest) =>
  createResultsWriter({ store, buckets, scratchDir: root, logger }).write({ batchId });

test.each([503, 403])("a bucket that answers %i is due until it took the results", async (status) => {
  const manifest = await finishedBatch();
  responds = status;
  await expect(write(manifest)).rejects.toThrow();
  expect(await recovered()).toContain(manifest.batch_id);
  responds = 200;
  written.length = 0;
  for (let i = 0; i < 2; i += 1) await write(manifest);
  expect(written).toEqual([`PUT /shop/spring/results-${manifest.batch_id}.csv`]);
  expect(await recovered()).not.toContain(manifest.batch_id);
});

test("each run is written, once it is finished", async () => {
  const manifest = await finishedBatch();
  await write(manifest);
  await store.startRun(manifest, { run: 1, seqs: [0], eventsBefore: 0 });
  expect(await isDue(manifest)).toBe(false);
  await failRemainingItems({ store, progress }, manifest, { run: 1, category: "internal", sentence: "Failed." });
  await store.finish(manifest);
  expect(await isDue(manifest)).toBe(true);
});

test("nothing is written where no setting allows it, and nothing of days ago", async () => {
  const manifest = await finishedBatch();
  expect(await isDue(manifest, new Map())).toBe(false);
  const final = async (): ReturnType<typeof store.final> => {
    const found = await store.final(manifest.batch_id);
    return found && { ...found, completed_at: new Date(Date.now() - 25 * 3_600_000).toISOString() };
  };
  expect(await isWriteBackDue({ store: { ...store, final }, buckets }, manifest)).toBe(false);
});
