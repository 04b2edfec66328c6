import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { openBatchStore } from "@symphony/batch-store";
import type { BatchManifest, BatchStore } from "@symphony/batch-store";
import { closeRedis, createResultIndex, openRedis } from "@symphony/messaging";
import type { Redis } from "@symphony/messaging";
import { startTestRedis } from "@symphony/test-support/redis";
import { chunkDepsOf, VALID } from "../../fixtures/chunk-deps.ts";
import { ItemError } from "../item-error.ts";
import { createChunkProcessor } from "./process-chunk.ts";
import { createResultCache } from "./result-cache.ts";

const HOUR_MS = 3_600_000;

let server: Awaited<ReturnType<typeof startTestRedis>>;
let redis: Redis;
let root: string;
let store: BatchStore;
beforeAll(async () => {
  server = await startTestRedis();
  redis = openRedis(server.url, "queue", () => undefined);
  root = await mkdtemp(join(tmpdir(), "symphony-cache-"));
  store = await openBatchStore(root);
});
afterAll(async () => {
  await closeRedis(redis);
  await server.stop();
  await rm(root, { recursive: true, force: true, maxRetries: 3 });
});

/** An inspector that counts, and whose cascade may be replaced while it inspects. */
function createInspector(inspect: () => void = () => undefined) {
  const inspector = {
    fingerprint: String(randomUUID()),
    inspections: 0,
    async inspect() {
      inspector.inspections += 1;
      inspect();
      return VALID;
    },
  };
  return inspector;
}

/** Processes a batch of files with the given bytes. @returns for each result whether it was copied */
async function process(
  inspector: ReturnType<typeof createInspector>,
  files: string[],
  { single = false, batch_id = String(randomUUID()) } = {},
) {
  const staging = await store.openStaging();
  for (const [seq, bytes] of files.entries())
    await staging.addFile(`${seq}.jpg`, Readable.from([Buffer.from(bytes)]), 1_000);
  const manifest: BatchManifest = await staging.commit({
    batch_id,
    client_id: null,
    email: null,
    chunk_size: 10,
    created_at: new Date().toISOString(),
    single,
  });
  const index = createResultIndex(redis, HOUR_MS);
  const cache = createResultCache({ store, index, inspector, onError: () => undefined });
  const itemIds = [...files.keys()];
  const processChunk = createChunkProcessor({ ...chunkDepsOf(store, inspector), cache });
  await processChunk({ batchId: manifest.batch_id, chunk: 0, run: 0, itemIds }).catch(() => undefined);
  const copied: Array<boolean | undefined> = [];
  for (const seq of itemIds) {
    const record = await store.results.read(manifest.batch_id, seq);
    copied.push(record && record.same_as !== undefined);
  }
  return copied;
}

test("of items in flight with the same bytes one is inspected, and later batches get its result too", async () => {
  const inspector = createInspector();
  const bytes = randomUUID();
  const copied = await process(inspector, [bytes, bytes, bytes, randomUUID()]);
  expect([inspector.inspections, copied.filter((each) => each === true)]).toEqual([2, [true, true]]);
  expect(await process(inspector, [bytes])).toEqual([true]);
  expect(inspector.inspections).toBe(2);
});

test("a result is not known under a cascade that the inference process started with meanwhile", async () => {
  const bytes = randomUUID();
  const inspector = createInspector(() => (inspector.fingerprint = "another cascade"));
  await process(inspector, [bytes]);
  expect(await process(inspector, [bytes])).toEqual([false]);
});

test("neither an error nor a single check is known to others", async () => {
  const bytes = randomUUID();
  let broken = true;
  const inspector = createInspector(() => {
    if (broken) throw new ItemError("corrupt_image", "The image is damaged.");
  });
  expect(await process(inspector, [bytes])).toEqual([false]);
  broken = false;
  expect(await process(inspector, [bytes], { single: true })).toEqual([false]);
  expect(await process(inspector, [bytes])).toEqual([false]);
  expect(await process(inspector, [bytes])).toEqual([true]);
});

test("a removed batch whose id was used again gives no result to the images that it had", async () => {
  const inspector = createInspector();
  const [bytes, batch_id] = [randomUUID(), randomUUID()];
  await process(inspector, [bytes], { batch_id });
  await store.remove(batch_id);
  // Another process, which has not read the items of the removed batch.
  store = await openBatchStore(root);
  await process(inspector, ["other bytes"], { batch_id });
  expect(await process(inspector, [bytes])).toEqual([false]);
});
