import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ownerId } from "../fs/owner-id.ts";
import { openBatchStore } from "../fs-batch-store.ts";
import type { BatchStore } from "../port.ts";

let dir: string;
let store: BatchStore;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "symphony-temporaries-"));
  store = await openBatchStore(dir);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

test("the store's own folders are no damage", async () => {
  for (const name of [".uploads", ".sources", ".brands", ".shares"]) await mkdir(join(dir, name), { recursive: true });
  expect(await store.doctor.examineStore()).toEqual([]);
});

test("a file that a living process is about to rename is no damage; one that a dead process left is", async () => {
  await writeFile(join(dir, `${ownerId()}~.outages.json.tmp`), "");
  expect(await store.doctor.examineStore()).toEqual([]);
  const left = join(dir, "lease~00000000-0000-4000-8000-000000000000~1~x~.outages.json.tmp");
  await writeFile(left, "");
  await utimes(left, 1, 1);
  expect(await store.doctor.examineStore()).toMatchObject([{ kind: "foreign" }]);
});
