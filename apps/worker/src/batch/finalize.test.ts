import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBatchStore } from "@symphony/batch-store";
import type { BatchStore } from "@symphony/batch-store";
import { closeRedis, createProgress, openRedis } from "@symphony/messaging";
import type { Redis } from "@symphony/messaging";
import { startTestRedis } from "@symphony/test-support/redis";
import { logger, nothing, queues } from "../../fixtures/chunk-deps.ts";
import { commitUrls } from "../../fixtures/url-batch.ts";
import { failRemainingItems } from "./fail-remaining-items.ts";
import { createFinalizer } from "./finalize.ts";

let server: Awaited<ReturnType<typeof startTestRedis>>;
let redis: Redis;
let root: string;
let store: BatchStore;
beforeAll(async () => {
  server = await startTestRedis();
  redis = openRedis(server.url, "queue", () => undefined);
  root = await mkdtemp(join(tmpdir(), "symphony-finalize-"));
  store = await openBatchStore(root);
});
afterAll(async () => {
  await closeRedis(redis);
  await server.stop();
  await rm(root, { recursive: true, force: true, maxRetries: 3 });
});

test("a retry that starts while a worker tidies up the run before is completed by its own end", async () => {
  const manifest = await commitUrls(store, ["https://example.test/a.jpg", "https://example.test/b.jpg"]);
  const { batch_id: batchId } = manifest;
  const progress = createProgress(redis);
  const deps = { progress, queues, logger, mailHost: undefined, inspector: { fingerprint: "model" } };
  const rest = { buckets: new Map(), startWebhook: nothing };
  const finishAndRetry: BatchStore["finish"] = async (...args) => {
    const final = await store.finish(...args);
    await store.startRun(manifest, { run: 1, seqs: [0, 1], eventsBefore: final.events });
    await progress.restart(manifest, await store.batchProgress(manifest), 1);
    return final;
  };

  await failRemainingItems({ store, progress }, manifest, "internal", "Failed.");
  await createFinalizer({ ...deps, ...rest, store: { ...store, finish: finishAndRetry } })({ batchId });
  expect(await progress.status(batchId)).toMatchObject({ status: "processing", processed: 0, completed_at: null });

  await failRemainingItems({ store, progress }, manifest, "internal", "Failed again.");
  await createFinalizer({ ...deps, ...rest, store })({ batchId });
  const final = await store.final(batchId);
  expect(await progress.status(batchId)).toMatchObject({ status: "completed", completed_at: final?.completed_at });
});
