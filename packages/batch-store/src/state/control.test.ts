import { beforeEach, expect, test } from "@jest/globals";
import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commitUrls } from "../../fixtures/batches.ts";
import { openBatchStore } from "../fs-batch-store.ts";
import type { BatchStore } from "../port.ts";

let store: BatchStore;
let batchId: string;
let file: string;
beforeEach(async () => {
  const root = await mkdtemp(join(tmpdir(), "symphony-control-"));
  store = await openBatchStore(root);
  ({ batch_id: batchId } = await commitUrls(store, ["http://x.test/a"]));
  file = join(root, batchId, "control.json");
});

/** What a process of an older version does, without asking. */
const overwrite = (control: object): Promise<void> => writeFile(file, JSON.stringify(control));

test("a control of an older version is read, and changed by one of several callers", async () => {
  await overwrite({ status: "paused", generation: 2, threshold: 0.4 });
  expect(await store.control(batchId)).toEqual({ status: "paused", run: 2, threshold: 0.4, version: 0 });
  const change = (): Promise<boolean> => store.updateControl(batchId, 0, { status: "processing", run: 2 });
  expect((await Promise.all([change(), change(), change()])).filter(Boolean)).toHaveLength(1);
  expect(await store.control(batchId)).toEqual({ status: "processing", run: 2, version: 1 });
});

test("an older process reads every change, and what it writes over it counts, except against a cancel", async () => {
  await store.updateControl(batchId, 0, { status: "paused", run: 0 });
  expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ status: "paused", generation: 0 });
  await overwrite({ status: "processing", generation: 0 });
  expect(await store.control(batchId)).toEqual({ status: "processing", run: 0, version: 1 });
  await store.updateControl(batchId, 1, { status: "cancelled", run: 0 });
  await overwrite({ status: "processing", generation: 0 });
  expect(await store.control(batchId)).toEqual({ status: "cancelled", run: 0, version: 2 });
  await overwrite({ status: "processing", generation: 1 });
  expect(await store.control(batchId)).toEqual({ status: "processing", run: 1, version: 2 });
});

test("a batch that is paused and resumed again and again does not grow", async () => {
  for (let version = 0; version < 70; version += 1)
    await store.updateControl(batchId, version, { status: version % 2 === 0 ? "paused" : "processing", run: 0 });
  expect((await readdir(join(file, ".."))).filter((name) => name.startsWith("control.")).length).toBeLessThan(40);
});
