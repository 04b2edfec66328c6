import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { openBatchStore } from "../fs-batch-store.ts";

const dir = await mkdtemp(join(tmpdir(), "symphony-brands-"));
afterAll(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }));

const versionOf = (name: string) => ({
  name,
  version: 1,
  created_at: "2026-11-28T08:00:00.000Z",
  created_by: "ann",
  words: [],
  artwork: [],
  stages: ["artwork"],
});

test("a brand that only a newer version can read is left out of the list, and hides no other", async () => {
  const store = await openBatchStore(dir);
  for (const name of ["Camp", "Later"]) await store.brands.add(versionOf(name), new Map());
  const records = (await readdir(dir, { recursive: true })).filter((path) => path.endsWith("brand.json"));
  for (const path of records) {
    const text = await readFile(join(dir, path), "utf8");
    if (text.includes('"Later"'))
      await writeFile(join(dir, path), text.replace(/"words":\s*\[\]/, '"words":"of another shape"'));
  }
  const other = await openBatchStore(dir);
  expect((await other.brands.list()).map(({ name }) => name)).toEqual(["Camp"]);
  await expect(other.brands.newest("Later")).rejects.toMatchObject({ code: "unknown_format" });
});

test("a version that could not be read again is not written", async () => {
  const store = await openBatchStore(dir);
  const model = { sha256: "0".repeat(64), bytes: 0, input_size: 640 };
  await expect(store.brands.add({ ...versionOf("Empty"), model }, new Map())).rejects.toThrow();
  expect(await store.brands.newest("Empty")).toBeUndefined();
});
