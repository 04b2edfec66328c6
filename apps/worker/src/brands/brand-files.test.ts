import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BatchStore } from "@symphony/batch-store";
import { openBrandFiles } from "./brand-files.ts";

let scratch: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "symphony-brand-files-"));
});

afterAll(() => rm(scratch, { recursive: true, force: true }));

/** A store with any version of any brand, made of words alone. */
const brands = {
  version: (name: string, version: number) =>
    Promise.resolve({ name, version, words: ["word"], artwork: [], stages: ["wordmark"] }),
  read: () => Promise.resolve(Buffer.from("{}")),
} as unknown as BatchStore["brands"];

test("versions that may be in use stay, however many there are", async () => {
  const files = await openBrandFiles({ brands }, { installed: [] }, scratch);
  const dirOf = async (version: number): Promise<string> => {
    const [source] = (await files.sourcesOf({ brands: [{ name: "Fedex", version }] })) ?? [];
    return source?.dir ?? "";
  };
  const dirs: string[] = [];
  for (let version = 1; version <= 40; version += 1) dirs.push(await dirOf(version));
  expect(dirs.filter((dir) => !existsSync(dir))).toEqual([]);
  expect(await dirOf(1)).toBe(dirs[0]);
  await files.close();
  expect(existsSync(dirs[0] ?? "")).toBe(false);
});
