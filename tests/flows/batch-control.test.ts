import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { ListedResult, Status } from "@symphony/contract";
import { createCaller, formOf, listen } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { image, startImageServer, status } from "@symphony/test-support/image-server";
import type { ImageServer } from "@symphony/test-support/image-server";
import { markedPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { untilTidied } from "@symphony/test-support/tidied";

// At 16 images at once, 120 of them take 4 s: a worker may look at the control of a batch once a second.
const ITEMS = 120;
let system: System;
let caller: Caller;
let server: ImageServer;
let broken: boolean;

beforeAll(async () => {
  const marked = await markedPicture();
  server = await startImageServer({
    "/i/*": image(marked, 500),
    "/broken/*": (request, response, count) => (broken ? status(403) : image(marked))(request, response, count),
  });
  system = await startSystem({ workers: 2 });
  caller = createCaller(system.url);
});
beforeEach(async () => {
  broken = true;
  await system.restoreWorkers(2);
});
afterAll(async () => {
  await system.stop();
  await server.close();
});

const urls = (path = "i"): string[] => Array.from({ length: ITEMS }, (_, i) => `${server.url}/${path}/${i}.jpg`);

async function control(id: string, verb: string): Promise<Status> {
  const response = await caller.post(`/api/batches/${id}/${verb}`, {});
  if (response.status !== 200) throw new Error(`${verb}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Status;
}

test("a paused batch stays paused on every worker, over restarts and an emptied Redis, and resumes where it was", async () => {
  const { batch_id: id } = await caller.submit({ image_paths: urls(), chunkSize: 5 });
  await caller.untilProcessed(id, 10);
  expect(await control(id, "pause")).toMatchObject({ status: "paused", eta_seconds: null });
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const { processed } = await caller.status(id);
  expect(processed).toBeLessThan(ITEMS);
  const list = JSON.parse(await readFile(join(system.exportsDir, id, "pending_urls.json"), "utf8")) as {
    image_urls: string[];
  };
  expect(list.image_urls).toHaveLength(ITEMS - processed);

  await Promise.all(system.workers.map((worker) => worker.end("SIGTERM")));
  await system.redis.command("FLUSHALL");
  system.startWorker();
  await system.untilReady();
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(await caller.status(id)).toMatchObject({ status: "paused", processed });
  expect((await control(id, "pause")).status).toBe("paused");

  expect((await control(id, "resume")).status).toBe("processing");
  await caller.untilDone(id);
  expect((await caller.results(id)).map((result) => result.Is_Valid)).toEqual(urls().map(() => "Valid"));
});

test("a cancelled batch stops at the next image: results stay, and the other items say that it was cancelled", async () => {
  const listener = await listen(`${system.wsUrl}/ws/canceller`);
  const { batch_id: id } = await caller.submit({ image_paths: urls(), client_id: "canceller", chunkSize: 5 });
  await caller.untilProcessed(id, 10);
  expect(await control(id, "cancel")).toMatchObject({ status: "cancelled" });
  await until(async () => (await caller.status(id)).completed_at !== null, "the batch has ended");
  const results = await caller.results(id);
  expect(results).toHaveLength(ITEMS);
  const cancelled = results.filter((result) => result.Error_Category === "cancelled");
  expect(cancelled.length).toBeGreaterThan(0);
  expect(results.filter((result) => result.Is_Valid === "Valid")).toHaveLength(ITEMS - cancelled.length);
  expect(await caller.status(id)).toMatchObject({ status: "cancelled", processed: ITEMS, error: cancelled.length });
  await until(() => listener.of("error").length > 0, "the error event arrives");
  expect(listener.of("complete")).toEqual([]);
  listener.close();
  for (const verb of ["pause", "resume", "cancel"])
    expect((await caller.post(`/api/batches/${id}/${verb}`, {})).status).toBe(409);
});

test("a retry replaces the results of failed items, the counts and the CSV, and leaves the other results alone", async () => {
  const listener = await listen(`${system.wsUrl}/ws/retrier`);
  const mixed = [...urls().slice(0, 6), ...urls("broken").slice(0, 4)];
  const { batch_id: id } = await caller.submit({ image_paths: mixed, client_id: "retrier", chunkSize: 3 });
  await caller.untilDone(id);
  expect(await caller.status(id)).toMatchObject({ valid: 6, error: 4, seq: 10 });
  const before = await caller.results(id);

  broken = false;
  const { started_at: startedAt, completed_at: endedAt } = await caller.status(id);
  expect(await control(id, "retry-failed")).toMatchObject({ status: "processing", processed: 6, valid: 6, error: 0 });
  await until(() => listener.of("retry_start").length > 0, "the retry_start event arrives");
  await caller.untilDone(id);
  const after = await caller.results(id);
  expect(after.slice(0, 6)).toEqual(before.slice(0, 6));
  expect(after.map((result) => result.Is_Valid)).toEqual(mixed.map(() => "Valid"));
  const again = await caller.status(id);
  expect(again).toMatchObject({ status: "completed", valid: 10, error: 0, seq: 14 });
  // In order: started, completed, started again, completed again.
  const times = [startedAt, endedAt, again.started_at, again.completed_at];
  expect(times.toSorted()).toEqual(times);
  expect(new Set(times).size).toBe(4);
  const csv = await (await fetch(`${system.url}/api/check-logo/batch/export-csv/${id}`)).text();
  expect(csv.match(/,Valid,/g)).toHaveLength(10);
  await until(() => listener.of("complete").length === 2, "the second complete event arrives");
  expect(listener.of("progress").map((frame) => frame["seq"])).toEqual(Array.from({ length: 14 }, (_, i) => i + 1));
  expect(listener.of("retry_start")).toEqual([expect.objectContaining({ batch_id: id, retry_total: 4 })]);
  listener.close();
  // Without failed items nothing happens.
  expect(await control(id, "retry-failed")).toMatchObject({ status: "completed", valid: 10 });
});

test("failed files are kept until they are retried, also when Redis is emptied in between", async () => {
  const files: Array<[string, Uint8Array]> = [
    ["good.jpg", await markedPicture()],
    ["bad.jpg", Buffer.from("no image")],
    ["torn.jpg", (await markedPicture()).subarray(0, 300)],
  ];
  const { batch_id: id } = await caller.submit(formOf(files));
  await caller.untilDone(id);
  const dir = join(system.exportsDir, id);
  await untilTidied(dir);
  expect((await readdir(join(dir, "failed_files"))).toSorted()).toEqual(["bad.jpg", "torn.jpg"]);
  await Promise.all(system.workers.map((worker) => worker.end("SIGTERM")));
  expect(await control(id, "retry-failed")).toMatchObject({ status: "processing", processed: 1 });
  expect(JSON.parse(await readFile(join(dir, "pending_files.json"), "utf8"))).toMatchObject({
    files_names: ["bad.jpg", "torn.jpg"],
  });
  await system.redis.command("FLUSHALL");
  system.startWorker();
  await caller.untilDone(id);
  expect((await caller.results(id)).map((result) => result.Error_Category)).toEqual([
    null,
    "not_an_image",
    "corrupt_image",
  ]);
  await untilTidied(dir);
  expect((await readdir(join(dir, "failed_files"))).toSorted()).toEqual(["bad.jpg", "torn.jpg"]);
  expect(await caller.status(id)).toMatchObject({ total: 3, valid: 1, error: 2, seq: 5 });
});

test("a listed result has the size of the image and a thumbnail", async () => {
  const { batch_id: id } = await caller.submit(
    formOf([
      ["a.jpg", await markedPicture()],
      ["b.jpg", Buffer.from("no image")],
    ]),
  );
  await caller.untilDone(id);
  const { results } = await caller.getJson<{ results: ListedResult[] }>(`/api/batches/${id}/results`);
  expect(results).toMatchObject([
    { seq: 0, Image_Width: 160, Image_Height: 160, near_miss: null },
    { seq: 1, Image_Width: null, Image_Height: null },
  ]);
  const picture = await fetch(`${system.url}/api/batches/${id}/items/0/thumbnail`);
  expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
  expect(
    Buffer.from(await picture.arrayBuffer())
      .subarray(0, 3)
      .toString("hex"),
  ).toBe("ffd8ff");
  expect((await fetch(`${system.url}/api/batches/${id}/items/1/thumbnail`)).status).toBe(404);
  expect((await fetch(`${system.url}/api/batches/${id}/items/x/thumbnail`)).status).toBe(400);
});
