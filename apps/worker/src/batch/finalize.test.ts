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
import { pendingItems } from "./pending-items.ts";

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

  await failRemainingItems({ store, progress }, manifest, { run: 0, category: "internal", sentence: "Failed." });
  await createFinalizer({ ...deps, ...rest, store: { ...store, finish: finishAndRetry } })({ batchId });
  expect(await progress.status(batchId)).toMatchObject({ status: "processing", processed: 0, completed_at: null });

  await failRemainingItems({ store, progress }, manifest, { run: 1, category: "internal", sentence: "Failed again." });
  await createFinalizer({ ...deps, ...rest, store })({ batchId });
  const final = await store.final(batchId);
  expect(await progress.status(batchId)).toMatchObject({ status: "completed", completed_at: final?.completed_at });
});

test("a finish that comes late with a cancelled run ends no item of the next run", async () => {
  const manifest = await commitUrls(store, ["https://example.test/a.jpg", "https://example.test/b.jpg"]);
  const { batch_id: batchId } = manifest;
  const { version } = await store.control(batchId);
  await store.updateControl(batchId, version, { run: 0, status: "cancelled" });
  const cancelled = await store.control(batchId);
  const deps = {
    store,
    progress: createProgress(redis),
    queues,
    logger,
    mailHost: undefined,
    inspector: { fingerprint: "model" },
    buckets: new Map(),
    startWebhook: nothing,
  };
  await createFinalizer(deps)({ batchId });
  await store.startRun(manifest, { run: 1, seqs: [1], eventsBefore: 2 });

  const seen = [cancelled];
  const control: BatchStore["control"] = async (id) => seen.shift() ?? store.control(id);
  await createFinalizer({ ...deps, store: { ...store, control } })({ batchId });
  expect(await pendingItems(store, manifest)).toEqual([1]);
});
