import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBatchStore } from "@symphony/batch-store";
import type { BatchStore } from "@symphony/batch-store";
import { closeRedis, createProgress, openRedis } from "@symphony/messaging";
import type { Redis } from "@symphony/messaging";
import { startTestRedis } from "@symphony/test-support/redis";
import { logger, metrics, queues } from "../../fixtures/chunk-deps.ts";
import { commitUrls } from "../../fixtures/url-batch.ts";
import { failRemainingItems } from "./fail-remaining-items.ts";
import { createRecovery } from "./recovery.ts";

let server: Awaited<ReturnType<typeof startTestRedis>>;
let redis: Redis;
let root: string;
let store: BatchStore;
beforeAll(async () => {
  server = await startTestRedis();
  redis = openRedis(server.url, "queue", () => undefined);
  root = await mkdtemp(join(tmpdir(), "symphony-recovery-"));
  store = await openBatchStore(root);
});
afterAll(async () => {
  await closeRedis(redis);
  await server.stop();
  await rm(root, { recursive: true, force: true, maxRetries: 3 });
});

test("a run that was started while Redis was away gets its own counters and its jobs", async () => {
  const manifest = await commitUrls(store, ["https://example.test/a.jpg", "https://example.test/b.jpg"]);
  const progress = createProgress(redis);
  await failRemainingItems({ store, progress }, manifest, { run: 0, category: "internal", sentence: "Failed." });
  const final = await store.finish(manifest);
  await progress.complete(manifest, final, 0);
  await store.startRun(manifest, { run: 1, seqs: [1], eventsBefore: final.events });

  const added: unknown[] = [];
  const addItems = async (_batch: unknown, seqs: unknown, run: unknown): Promise<void> => void added.push([seqs, run]);
  await createRecovery({
    store,
    progress,
    queues: { ...queues, addItems } as typeof queues,
    logger,
    metrics,
    buckets: new Map(),
    startWebhook: async () => false,
  })("all");
  expect(await progress.status(manifest.batch_id)).toMatchObject({
    status: "processing",
    processed: 1,
    total: 2,
    completed_at: null,
  });
  expect(added).toEqual([[[1], 1]]);
});
