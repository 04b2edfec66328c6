import { readdir, utimes } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { markedPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

const MAX = 20;
let system: System;
let caller: Caller;

beforeAll(async () => {
  system = await startSystem({ env: { MAX_DRAFTS: String(MAX) } });
  caller = createCaller(system.url);
});
afterAll(() => system.stop());

const drafts = async (): Promise<string[]> =>
  (await readdir(join(system.exportsDir, ".announced"))).map((name) => name.replace(".json", ""));
const start = (): Promise<Response> => caller.post("/api/start-batch", {});

test("drafts are bounded in total: young ones stay, and old ones make room, the oldest first", async () => {
  // Many at once: those that are written at the same moment count too.
  const statuses = await Promise.all(Array.from({ length: MAX + 15 }, async () => (await start()).status));
  expect(statuses.filter((status) => status === 201)).toHaveLength(MAX);
  const refused = await start();
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "60"]);
  expect(((await refused.json()) as { detail: string }).detail).toBe(
    "There are 20 batches that wait for their images; submit images without start-batch, or try again later.",
  );
  const unknown = { batch_id: "3f1d7a1e-9c1b-4c57-9f0e-2b8a6d5c4e21", client_id: "me", total: 3 };
  expect((await caller.post("/api/init-batch", unknown)).status).toBe(429);

  const ids = await drafts();
  expect(ids).toHaveLength(MAX);
  // A draft that is there can still be used, and images need none.
  const [used = "", ...others] = ids;
  expect((await caller.post("/api/init-batch", { ...unknown, batch_id: others[0] })).status).toBe(200);
  await caller.submit(formOf([["a.jpg", await markedPicture()]]));
  await caller.submit(formOf([["a.jpg", await markedPicture()]], { batch_id: used }));
  await until(async () => (await start()).status === 201, "the place that became free is given away");
  expect((await start()).status).toBe(429);

  const old = others.slice(1, 6);
  for (const [i, id] of old.entries()) {
    const time = new Date(Date.now() - (10 - i) * 3_600_000);
    await utimes(join(system.exportsDir, ".announced", `${id}.json`), time, time);
  }
  await until(async () => (await start()).status === 201, "old drafts make room");
  const left = await drafts();
  // A tenth at once, the oldest first.
  expect(old.map((id) => left.includes(id))).toEqual([false, false, true, true, true]);
  expect(others.filter((id) => !old.includes(id)).every((id) => left.includes(id))).toBe(true);
}, 60_000);
