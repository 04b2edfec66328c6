import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ListedResult, Result } from "@symphony/contract";
import { cascadeFolder, yoloStage } from "@symphony/test-support/cascade-folder";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { image, startImageServer } from "@symphony/test-support/image-server";
import { markedPicture, picturesOf, plainPicture } from "@symphony/test-support/pictures";
import { startSystem } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { untilTidied } from "@symphony/test-support/tidied";

let modelsDir: string;
let system: System;
let caller: Caller;

/** The first stage finds the mark with a low confidence (0.3), the second with a high one (0.9). */
beforeAll(async () => {
  const stages = [
    await yoloStage("v8-weak", { name: "weak", threshold: 0.2 }),
    await yoloStage("v8", { name: "sure", threshold: 0.2 }),
  ];
  modelsDir = await cascadeFolder(stages);
  system = await startSystem({ modelsDir });
  caller = createCaller(system.url);
});
afterAll(() => system.stop());

async function reevaluate(id: string, threshold: number): Promise<Result[]> {
  const response = await caller.post(`/api/batches/${id}/threshold`, { threshold });
  expect([response.status, await response.json()]).toMatchObject([202, { batch_id: id, completed_at: null }]);
  await caller.untilDone(id);
  return caller.results(id);
}
const verdictsOf = (results: Result[]): unknown[] => results.map((result) => [result.Is_Valid, result.Detected_By]);

test("a new threshold uses the findings that are there, and only images that a later stage has not seen are inspected", async () => {
  const server = await startImageServer({ "/i/*": image(await markedPicture()) });
  const { batch_id: id } = await caller.submit({ image_paths: [`${server.url}/i/a.jpg`, `${server.url}/missing.jpg`] });
  await caller.untilDone(id);
  const first = await caller.results(id);
  expect(verdictsOf(first)).toEqual([
    ["Valid", "weak"],
    ["Error", null],
  ]);
  const asked = (): number | undefined => server.requests.get("/i/a.jpg");
  expect(asked()).toBe(1);

  expect(verdictsOf(await reevaluate(id, 0.5))).toEqual([
    ["Valid", "sure"],
    ["Error", null],
  ]);
  expect(asked()).toBe(2);
  expect(verdictsOf(await reevaluate(id, 0.95))).toEqual([
    ["Invalid", null],
    ["Error", null],
  ]);
  const { results } = await caller.getJson<{ results: ListedResult[] }>(`/api/batches/${id}/results`);
  expect(results[0]?.near_miss).toMatchObject({ stage: "sure", confidence: expect.closeTo(0.9, 1) });
  expect(verdictsOf(await reevaluate(id, 0.25))).toEqual([
    ["Valid", "weak"],
    ["Error", null],
  ]);
  // The findings were enough: nobody fetched the image again.
  expect(asked()).toBe(2);
  const csv = await (await fetch(`${system.url}/api/check-logo/batch/export-csv/${id}`)).text();
  expect(csv.match(/,Valid,/g)).toHaveLength(1);
  expect(await caller.status(id)).toMatchObject({ status: "completed", total: 2, valid: 1, error: 1, seq: 8 });
  await server.close();
});

test("a threshold applies to images that are retried after it", async () => {
  let broken = true;
  const marked = await markedPicture();
  const server = await startImageServer({
    "/i/*": image(marked),
    "/late/*": (request, response, asked) =>
      broken ? void response.writeHead(403).end() : image(marked)(request, response, asked),
  });
  const { batch_id: id } = await caller.submit({ image_paths: [`${server.url}/i/a.jpg`, `${server.url}/late/b.jpg`] });
  await caller.untilDone(id);
  await reevaluate(id, 0.5);
  broken = false;
  expect((await caller.post(`/api/batches/${id}/retry-failed`, {})).status).toBe(200);
  await caller.untilDone(id);
  expect(verdictsOf(await caller.results(id))).toEqual([
    ["Valid", "sure"],
    ["Valid", "sure"],
  ]);
  await server.close();
});

test("a threshold that needs images which are not kept is refused with the highest one that does not", async () => {
  const { batch_id: id } = await caller.submit(formOf([["a.jpg", await markedPicture()]]));
  await caller.untilDone(id);
  await untilTidied(join(system.exportsDir, id));
  const before = await caller.results(id);
  const response = await caller.post(`/api/batches/${id}/threshold`, { threshold: 0.5 });
  const problem = (await response.json()) as { decided_up_to: number; detail: string };
  expect([response.status, problem]).toMatchObject([
    409,
    { code: "images_gone", decided_up_to: expect.closeTo(0.3, 1) },
  ]);
  // The sentence has a number for people, and the preview says it before.
  expect(problem.detail).toMatch(/^Above a threshold of 0\.\d\d? images/);
  const preview = await caller.post(`/api/batches/${id}/threshold`, { threshold: 0.5, dry_run: true });
  expect(await preview.json()).toMatchObject({ threshold_limit: problem.decided_up_to, need_inspection: 1 });
  expect(await caller.results(id)).toEqual(before);
  expect(
    (await readdir(join(system.exportsDir, id))).filter((name) => name.endsWith(".tmp") && name !== ".tmp"),
  ).toEqual([]);
  for (const threshold of [1.5, "high", null])
    expect((await caller.post(`/api/batches/${id}/threshold`, { threshold })).status).toBe(400);
  expect(verdictsOf(await reevaluate(id, problem.decided_up_to))).toEqual([["Valid", "weak"]]);
});

test("a batch of URLs whose corrected files are not kept is not re-evaluated above that threshold either", async () => {
  const server = await startImageServer({ "/i/*": image(await plainPicture()) });
  const { batch_id: id } = await caller.submit({ image_paths: [`${server.url}/i/a.jpg`, `${server.url}/i/b.jpg`] });
  await caller.untilDone(id);
  const form = formOf([["a.jpg", await markedPicture(5)]]);
  expect((await caller.post(`/api/batches/${id}/corrections`, form)).status).toBe(202);
  await caller.untilDone(id);
  const before = await caller.results(id);
  const response = await caller.post(`/api/batches/${id}/threshold`, { threshold: 0.5 });
  expect([response.status, await response.json()]).toMatchObject([409, { code: "images_gone" }]);
  expect(await caller.results(id)).toEqual(before);
  await server.close();
});

test("retrying a batch without failed images changes nothing, however many ask at once", async () => {
  const { batch_id: id } = await caller.submit(
    formOf((await picturesOf(20)).map((bytes, i): [string, Uint8Array] => [`${i}.jpg`, bytes])),
  );
  await caller.untilDone(id);
  await reevaluate(id, 0.1);
  const responses = await Promise.all(
    Array.from({ length: 5 }, () => caller.post(`/api/batches/${id}/retry-failed`, {})),
  );
  expect(responses.map((response) => response.status)).toEqual([200, 200, 200, 200, 200]);
  expect(await caller.status(id)).toMatchObject({ status: "completed", valid: 10, invalid: 10 });
});

test("of many concurrent re-evaluations one starts", async () => {
  const server = await startImageServer({ "/i/*": image(await markedPicture()) });
  const { batch_id: id } = await caller.submit({
    image_paths: Array.from({ length: 20 }, (_, i) => `${server.url}/i/${i}.jpg`),
  });
  await caller.untilDone(id);
  const responses = await Promise.all(
    Array.from({ length: 5 }, () => caller.post(`/api/batches/${id}/threshold`, { threshold: 0.5 })),
  );
  const statuses = responses.map((response) => response.status).toSorted();
  expect(statuses).toEqual([202, 409, 409, 409, 409]);
  await caller.untilDone(id);
  expect(await caller.status(id)).toMatchObject({ valid: 20, seq: 40 });
  await server.close();
});

test("a batch is started again although the process that noted its expiry has died", async () => {
  const { batch_id: id } = await caller.submit(formOf([["a.jpg", await markedPicture()]]));
  await caller.untilDone(id);
  const batch = join(system.exportsDir, id);
  const [manifest, { completed_at }] = await Promise.all(
    ["accepted.json", "final.json"].map(async (name) => JSON.parse(await readFile(join(batch, name), "utf8"))),
  );
  const note = join(system.exportsDir, ".removing", `${id}.json`);
  await mkdir(dirname(note), { recursive: true });
  await writeFile(note, JSON.stringify({ ...manifest, unless_pinned: true, completed_at }));
  expect(verdictsOf(await reevaluate(id, 0.2))).toEqual([["Valid", "weak"]]);
  await rm(note);
});

test("uploaded images are kept for later stages where the operator configures it, through an emptied Redis", async () => {
  const keeping = await startSystem({ modelsDir, env: { KEEP_JUDGED_FILES: "true" } });
  try {
    await checkKeptImages(keeping, createCaller(keeping.url));
  } finally {
    await keeping.stop();
  }
});

async function checkKeptImages(system: System, caller: Caller): Promise<void> {
  const files = (await picturesOf(4)).map((bytes, i): [string, Uint8Array] => [`${i}.jpg`, bytes]);
  const { batch_id: id } = await caller.submit(formOf([...files, ["bad.jpg", Buffer.from("no image")]]));
  await caller.untilDone(id);
  const dir = join(system.exportsDir, id);
  expect((await readdir(join(dir, "kept_files"))).toSorted()).toEqual(["0.jpg", "2.jpg"]);
  await Promise.all(system.workers.map((worker) => worker.end("SIGTERM")));
  const response = await caller.post(`/api/batches/${id}/threshold`, { threshold: 0.5 });
  expect(await response.json()).toMatchObject({ status: "processing", processed: 0, total: 5 });
  expect((await caller.post(`/api/batches/${id}/threshold`, { threshold: 0.6 })).status).toBe(409);
  await system.redis.command("FLUSHALL");
  system.startWorker();
  await caller.untilDone(id);
  expect(verdictsOf(await caller.results(id))).toEqual([
    ["Valid", "sure"],
    ["Invalid", null],
    ["Valid", "sure"],
    ["Invalid", null],
    ["Error", null],
  ]);
  await untilTidied(dir);
  expect(await readdir(join(dir, "failed_files"))).toEqual(["bad.jpg"]);
}
