import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import type { BatchRecord } from "@symphony/contract";
import { createCaller, formOf, listen } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { picturesOf } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

let system: System;
let caller: Caller;
afterEach(() => system.stop());

const start = async (env: Record<string, string> = {}): Promise<void> => {
  system = await startSystem({ env });
  caller = createCaller(system.url);
};
const files = async (count: number, fields: Record<string, string> = {}): Promise<FormData> =>
  formOf(
    (await picturesOf(count)).map((bytes, i): [string, Uint8Array] => [`${i}.jpg`, bytes]),
    fields,
  );
const send = (method: string, id: string, body?: object, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${system.url}/api/batches/${id}`, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const recordOf = (id: string): Promise<BatchRecord> => caller.getJson(`/api/batches/${id}`);

test("a batch has a title and a supplier from its start, which people change; two at once lose nothing", async () => {
  await start();
  const batchId = await caller.startBatch({ title: " Autumn ", supplier: "Example Ltd", client_id: "page" });
  expect(await recordOf(batchId)).toMatchObject({ title: "Autumn", status: "initialized", runs: [] });
  await caller.submit(await files(3, { batch_id: batchId }));
  await caller.untilDone(batchId);
  const record = await recordOf(batchId);
  expect(record).toMatchObject({ title: "Autumn", supplier: "Example Ltd", note: null, pinned: false, version: 0 });
  expect(Date.parse(record.kept_until ?? "") - Date.parse(record.completed_at ?? "")).toBe(24 * 3_600_000);
  expect(record.runs).toEqual([expect.objectContaining({ run: 0, items: 3, changed: null, model: record.model })]);
  expect(record.model).toMatch(/\w{8}/);

  const page = await listen(`${system.wsUrl}/ws/page?v=2`);
  const statuses = await Promise.all(
    ["ann", "bob"].map(async (note) => (await send("PATCH", batchId, { note }, { "if-match": '"0"' })).status),
  );
  expect(statuses.toSorted()).toEqual([200, 412]);
  await until(() => page.of("status").length === 1, "the page is told");
  expect(page.of("status")[0]).toMatchObject({ batch_id: batchId, status: "completed", run: 0 });
  page.close();
  const pinned = await send("PATCH", batchId, { pinned: true, title: null });
  expect([pinned.headers.get("etag"), await pinned.json()]).toEqual([
    '"2"',
    expect.objectContaining({ title: null, pinned: true, kept_until: null, supplier: "Example Ltd" }),
  ]);
  expect((await send("PATCH", batchId, {})).status).toBe(400);
  expect((await send("PATCH", batchId, { title: "x".repeat(201) })).status).toBe(400);
  expect((await send("PATCH", "0b0e7d7e-7a0c-4f5e-9d55-1f6a0c1d2e3f", { title: "x" })).status).toBe(404);

  await caller.post(`/api/batches/${batchId}/threshold`, { threshold: 0.99 });
  await caller.untilDone(batchId);
  await until(async () => (await recordOf(batchId)).runs[1]?.completed_at !== null, "the run is recorded");
  const after = await recordOf(batchId);
  const counts = after.runs.map((run) => run.counts?.valid ?? 0);
  expect(after.runs[1]).toMatchObject({
    threshold: 0.99,
    items: 3,
    changed: Math.abs((counts[0] ?? 0) - (counts[1] ?? 0)),
  });
}, 60_000);

test("a pinned batch outlives its retention, and goes once it is unpinned", async () => {
  await start({ CLEANUP_AFTER_HOURS: "0.0005", CLEANUP_EVERY_MS: "300" });
  const { batch_id: kept } = await caller.submit(await files(2));
  expect((await send("PATCH", kept, { pinned: true })).status).toBe(200);
  await caller.untilDone(kept);
  const { batch_id: goes } = await caller.submit(await files(2));
  await until(async () => (await send("GET", goes)).status === 404, "the other batch is removed");
  expect((await caller.status(kept)).status).toBe("completed");
  await send("PATCH", kept, { pinned: false });
  await until(async () => (await send("GET", kept)).status === 404, "the unpinned batch is removed");
}, 60_000);

test("deleting a running batch stops its work and leaves nothing of it, and others go on", async () => {
  await start({ RECOVER_EVERY_MS: "500" });
  const pictures = await files(150, { client_id: "page" });
  const { batch_id: id } = await caller.submit(pictures);
  const page = await listen(`${system.wsUrl}/ws/page?v=2`);
  await caller.untilProcessed(id, 5);
  const { batch_id: other } = await caller.submit(await files(5));
  expect((await send("DELETE", id)).status).toBe(204);
  expect((await send("GET", id)).status).toBe(404);
  expect((await fetch(`${system.url}/api/check-logo/batch/${id}/status`)).status).toBe(404);
  expect((await send("DELETE", id)).status).toBe(404);
  await until(() => page.of("status").some(({ status }) => status === "deleted"), "the page is told");
  page.close();
  await caller.untilDone(other);
  const left = async (): Promise<string[]> => [
    ...(await readdir(system.exportsDir)).filter((name) => name === id),
    ...(await readdir(join(system.exportsDir, ".trash"))),
    ...String(await system.redis.command("KEYS", `*${id}*progress*`))
      .split("\n")
      .filter((key) => key.includes(id)),
  ];
  await until(async () => (await left()).length === 0, "nothing is left");
  await until(async () => {
    const counts = await system.redis.command("ZSCORE", "symphony:active", id);
    return String(counts ?? "").trim() === "";
  }, "no counters come back");
  expect(await left()).toEqual([]);
  // A draft goes too.
  const draft = await caller.startBatch({});
  expect((await send("DELETE", draft)).status).toBe(204);
  expect((await send("GET", draft)).status).toBe(404);
}, 60_000);
