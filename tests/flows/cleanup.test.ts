import { randomUUID } from "node:crypto";
import { access, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { createCaller, formOf } from "@symphony/test-support/client";
import { image, startImageServer } from "@symphony/test-support/image-server";
import { markedPicture, picturesOf, plainPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

let system: System;
afterEach(() => system.stop());

const HOUR_MS = 3_600_000;
const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function files(count: number): Promise<FormData> {
  return formOf((await picturesOf(count)).map((bytes, i): [string, Uint8Array] => [`${i}.jpg`, bytes]));
}

/** Rewrites a time in a file of a batch to `hours` ago. */
async function backdate(path: string, field: string, hours: number): Promise<void> {
  const json = JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
  await writeFile(path, JSON.stringify({ ...json, [field]: new Date(Date.now() - hours * HOUR_MS).toISOString() }));
}

test("a finished batch is removed after its recorded time, whatever the times of its folder are", async () => {
  system = await startSystem({ env: { CLEANUP_EVERY_MS: "300" } });
  const caller = createCaller(system.url);
  const [old, young] = [await caller.submit(await files(2)), await caller.submit(await files(2))];
  for (const { batch_id } of [old, young]) await caller.untilDone(batch_id);
  await utimes(join(system.exportsDir, young.batch_id), 0, 0);
  await backdate(join(system.exportsDir, old.batch_id, "final.json"), "completed_at", 25);
  await until(async () => !(await exists(join(system.exportsDir, old.batch_id))), "the old batch is removed");
  expect(await exists(join(system.exportsDir, young.batch_id))).toBe(true);
  await until(async () => (await readdir(join(system.exportsDir, ".trash"))).length === 0, "the trash is empty");
  expect((await fetch(`${system.url}/api/check-logo/batch/${old.batch_id}/status`)).status).toBe(404);
});

test("an unfinished batch is kept for three days, then finished with results that say so", async () => {
  const picture = image(await markedPicture());
  // No image comes before the old batch has expired, however long that takes.
  const waiting: Array<() => void> = [];
  let hold: ((send: () => void) => void) | undefined = (send) => void waiting.push(send);
  const slow = await startImageServer({
    "/i/*": (request, response, count) => {
      const send = (): void => picture(request, response, count);
      if (hold === undefined) send();
      else hold(send);
    },
  });
  system = await startSystem({ workers: 0, waitReady: false });
  const caller = createCaller(system.url);
  await system.untilAnswering();
  const urls = [0, 1, 2].map((i) => `${slow.url}/i/${i}.jpg`);
  const [expired, kept] = [await caller.submit({ image_paths: urls }), await caller.submit({ image_paths: urls })];
  for (const [batch, hours] of [
    [expired, 73],
    [kept, 71],
  ] as const) {
    const dir = join(system.exportsDir, batch.batch_id);
    await backdate(join(dir, "accepted.json"), "accepted_at", hours);
    await backdate(join(dir, "pending_urls.json"), "updated_at", hours);
  }
  // Workers ran all the time.
  await writeFile(join(system.exportsDir, ".outages.json"), JSON.stringify({ seen_at: Date.now(), outages: [] }));
  system.startWorker({ CLEANUP_EVERY_MS: "200" });
  await caller.untilDone(expired.batch_id);
  const expiredResult = { Is_Valid: "Error", Error_Category: "expired", Error: "Not inspected within 72 hours." };
  expect(await caller.results(expired.batch_id)).toEqual(
    urls.map((url) => expect.objectContaining({ Image_Path_or_URL: url, ...expiredResult })),
  );
  hold = undefined;
  for (const send of waiting) send();
  await caller.untilDone(kept.batch_id);
  expect((await caller.results(kept.batch_id)).map((result) => result.Is_Valid)).toEqual(["Valid", "Valid", "Valid"]);
  await slow.close();
});

test("a draft without images is removed after its time", async () => {
  system = await startSystem({ env: { CLEANUP_EVERY_MS: "200" } });
  const caller = createCaller(system.url);
  const [old, young] = [await caller.startBatch(), await caller.startBatch()];
  await backdate(join(system.exportsDir, ".announced", `${old}.json`), "created_at", 73);
  await until(
    async () => (await fetch(`${system.url}/api/check-logo/batch/${old}/status`)).status === 404,
    "the old draft is removed",
  );
  expect(await caller.status(young)).toMatchObject({ status: "initialized" });
});

test("damaged batches and drafts are logged and do not delay the cleanup of others, and a damaged draft is removed after its time", async () => {
  system = await startSystem({ workers: 0, waitReady: false });
  await system.untilAnswering();
  const caller = createCaller(system.url);
  const [torn, old] = [await caller.startBatch(), await caller.startBatch()];
  const draftOf = (id: string): string => join(system.exportsDir, ".announced", `${id}.json`);
  await writeFile(draftOf(torn), '{"batch_id":');
  await backdate(draftOf(old), "created_at", 73);
  const damaged = await caller.submit(await files(1));
  await writeFile(join(system.exportsDir, damaged.batch_id, "accepted.json"), "{");
  expect(
    (await caller.post("/api/check-logo/batch/", formOf([["a.jpg", await markedPicture()]], { batch_id: torn })))
      .status,
  ).toBe(404);
  const worker = system.startWorker({ CLEANUP_EVERY_MS: "200" });
  await until(async () => !(await exists(draftOf(old))), "the old draft is removed");
  await until(() => worker.output().includes("cleanup:failed"), "the damaged batch is logged");
  expect(await exists(draftOf(torn))).toBe(true);
  await utimes(draftOf(torn), 0, 0);
  await until(async () => !(await exists(draftOf(torn))), "the torn draft is removed");
});

test("an id that is used again after its batch was removed gets its own images and results", async () => {
  system = await startSystem({ env: { CLEANUP_AFTER_HOURS: "0.001", CLEANUP_EVERY_MS: "300" } });
  const caller = createCaller(system.url);
  const batch_id = randomUUID();
  for (const [name, bytes, verdict] of [
    ["marked.jpg", await markedPicture(), "Valid"],
    ["plain.jpg", await plainPicture(), "Invalid"],
  ] as const) {
    expect((await caller.post("/api/init-batch", { batch_id, total: 1 })).status).toBe(200);
    await caller.submit(formOf([[name, bytes]], { batch_id }));
    await caller.untilDone(batch_id);
    expect(await caller.results(batch_id)).toMatchObject([{ Image_Path_or_URL: name, Is_Valid: verdict }]);
    const isGone = async () => (await fetch(`${system.url}/api/check-logo/batch/${batch_id}/status`)).status === 404;
    await until(isGone, "the batch is removed");
  }
}, 60_000);
