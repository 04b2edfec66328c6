import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { syncDir } from "./durable.ts";

let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "symphony-durable-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

test("a sync that is under way serves nobody who comes later; all of them share the next one", async () => {
  const first = syncDir(dir);
  expect(syncDir(dir)).toBe(first);
  // It begins in the next turn.
  await Promise.resolve();
  const second = syncDir(dir);
  expect(second).not.toBe(first);
  expect(syncDir(dir)).toBe(second);
  await Promise.all([first, second]);
  expect(syncDir(dir)).not.toBe(second);
});

test("one that fails fails for all who share it and for those who wait, and is not remembered", async () => {
  const missing = join(dir, "missing");
  const first = syncDir(missing);
  await Promise.resolve();
  const settled = await Promise.allSettled([first, syncDir(missing), syncDir(missing)]);
  expect(settled.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  await mkdir(missing);
  await syncDir(missing);
});
