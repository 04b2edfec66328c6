import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { createCaller, listen } from "@symphony/test-support/client";
import type { Caller, Listener } from "@symphony/test-support/client";
import { image, startImageServer } from "@symphony/test-support/image-server";
import type { ImageServer } from "@symphony/test-support/image-server";
import { markedPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { untilTidied } from "@symphony/test-support/tidied";

const ITEMS = 120;

let system: System;
let caller: Caller;
let server: ImageServer;
/** Each test listens as a client of its own. */
let clients = 0;

beforeAll(async () => {
  // Slow images, so that faults can be injected while the batch runs.
  server = await startImageServer({ "/i/*": image(await markedPicture(), 150) });
  system = await startSystem({ workers: 2 });
  caller = createCaller(system.url);
});
beforeEach(async () => {
  clients += 1;
  await system.restoreWorkers(2);
});
afterAll(async () => {
  await system.stop();
  await server.close();
});

const urls = (): string[] => Array.from({ length: ITEMS }, (_, i) => `${server.url}/i/${i}.jpg`);

async function submitUrls(): Promise<{ batchId: string; listener: Listener }> {
  const client_id = `crash-client-${clients}`;
  const listener = await listen(`${system.wsUrl}/ws/${client_id}`);
  const { batch_id } = await caller.submit({ image_paths: urls(), client_id, chunkSize: 5 });
  return { batchId: batch_id, listener };
}

/** Exactly one result an item, in upload order, and as many rows in the CSV. */
async function expectComplete(batchId: string): Promise<void> {
  const results = await caller.results(batchId);
  expect(results.map((result) => [result.Image_Path_or_URL, result.Is_Valid])).toEqual(
    urls().map((url) => [url, "Valid"]),
  );
  const csv = await readFile(join(system.exportsDir, batchId, "results.csv"), "utf8");
  expect(csv.trimEnd().split("\r\n")).toHaveLength(ITEMS + 1);
  await untilTidied(join(system.exportsDir, batchId));
}

test("a worker killed within a batch loses nothing, and others take over its chunk", async () => {
  const { batchId, listener } = await submitUrls();
  await caller.untilProcessed(batchId, 20);
  await system.workers[0]?.end("SIGKILL");
  await caller.untilDone(batchId);
  await expectComplete(batchId);
  await until(() => listener.of("complete").length > 0, "the complete event arrives");
  expect(listener.of("progress").map((frame) => frame["seq"])).toEqual(Array.from({ length: ITEMS }, (_, i) => i + 1));
  expect(listener.of("complete")).toHaveLength(1);
});

test("when all workers are killed and new ones start, nothing is lost", async () => {
  const { batchId } = await submitUrls();
  await caller.untilProcessed(batchId, 20);
  await Promise.all(system.workers.map((worker) => worker.end("SIGKILL")));
  system.startWorker();
  await caller.untilDone(batchId);
  await expectComplete(batchId);
});

test("the API killed right after its response keeps what it accepted", async () => {
  await Promise.all(system.workers.map((worker) => worker.end("SIGTERM")));
  const { batch_id } = await caller.submit({ image_paths: urls() });
  await system.api.end("SIGKILL");
  await system.redis.command("FLUSHALL");
  const list = JSON.parse(await readFile(join(system.exportsDir, batch_id, "pending_urls.json"), "utf8")) as {
    image_urls: string[];
  };
  expect(list.image_urls).toEqual(urls());
  await system.startApi();
  system.startWorker();
  await caller.untilDone(batch_id);
  await expectComplete(batch_id);
});

test("a worker that is stopped finishes its images in progress, leaves an exact pending list and exits with 0", async () => {
  const { batchId } = await submitUrls();
  await caller.untilProcessed(batchId, 15);
  expect(await Promise.all(system.workers.map((worker) => worker.end("SIGTERM")))).toEqual([0, 0]);
  const { processed } = await caller.status(batchId);
  expect(processed).toBeLessThan(ITEMS);
  const list = JSON.parse(await readFile(join(system.exportsDir, batchId, "pending_urls.json"), "utf8")) as {
    image_urls: string[];
    processed: number;
  };
  expect([list.processed, list.image_urls.length]).toEqual([processed, ITEMS - processed]);
  system.startWorker();
  await caller.untilDone(batchId);
  await expectComplete(batchId);
});

test("an image that was begun too often without a result becomes an error, and no other image is affected", async () => {
  await Promise.all(system.workers.map((worker) => worker.end("SIGTERM")));
  const { batchId } = await submitUrls();
  await writeFile(join(system.exportsDir, batchId, "attempts", "0-000000"), Buffer.from([0, 50, 49]));
  system.startWorker();
  await caller.untilDone(batchId);
  const results = await caller.results(batchId);
  expect(results.slice(0, 4).map((result) => [result.Is_Valid, result.Error_Category, result.Attempts])).toEqual([
    ["Valid", null, 1],
    ["Error", "decoder_crashed", 51],
    ["Valid", null, 50],
    ["Valid", null, 1],
  ]);
  expect(results.slice(4).every((result) => result.Is_Valid === "Valid")).toBe(true);
});

test("a restarted gateway brings its clients up to date", async () => {
  const { batchId, listener } = await submitUrls();
  await caller.untilProcessed(batchId, 15);
  await system.gateway.end("SIGKILL");
  await listener.closed;
  await caller.untilProcessed(batchId, 30);
  // The batch must not end while the gateway starts.
  await caller.post(`/api/batches/${batchId}/pause`, {});
  await system.startGateway();
  const again = await listen(`${system.wsUrl}/ws/crash-client-${clients}`);
  const snapshot = again.frames[0] as unknown as {
    message: string;
    batches: Array<{ processed: number; seq: number }>;
    recovered_batches: string[];
  };
  expect(snapshot).toMatchObject({ event: "connected", message: "reconnected", recovered_batches: [batchId] });
  const seen = snapshot.batches[0]?.seq ?? -1;
  expect(seen).toBeGreaterThanOrEqual(30);
  await caller.post(`/api/batches/${batchId}/resume`, {});
  await until(() => again.of("complete").length > 0, "the complete event arrives");
  expect(again.of("progress").map((frame) => frame["seq"])).toEqual(
    Array.from({ length: ITEMS - seen }, (_, i) => seen + 1 + i),
  );
});
