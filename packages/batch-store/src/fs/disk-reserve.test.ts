import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { existsSync, watch } from "node:fs";
import { appendFile, mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createReserve } from "./disk-reserve.ts";
import { createPaths } from "./paths.ts";
import type { Paths } from "./paths.ts";

const BYTES = 1_500_000;
const FULL = "/dev/full";

let paths: Paths;
beforeEach(async () => {
  paths = createPaths(await mkdtemp(join(tmpdir(), "symphony-reserve-")));
  await mkdir(paths.staging);
});
afterEach(() => rm(paths.root, { recursive: true }));

test("the first upload that fits has the reserve written, whole", async () => {
  await createReserve(paths, BYTES).admit(1_000);
  expect((await stat(paths.reserve)).size).toBe(BYTES);
  expect(await readdir(paths.staging)).toEqual([]);
});

test("F-61: fifty first uploads at once have the reserve written once", async () => {
  const reserve = createReserve(paths, BYTES);
  const made = new Set<string>();
  const watcher = watch(paths.staging, (_event, name) => name !== null && made.add(String(name)));
  await Promise.all(Array.from({ length: 50 }, () => reserve.admit(1_000)));
  await new Promise((resolve) => setTimeout(resolve, 50));
  watcher.close();
  expect(made.size).toBe(1);
});

test("an upload that does not fit beside the reserve is refused", async () => {
  await expect(createReserve(paths, BYTES).admit(Number.MAX_SAFE_INTEGER)).rejects.toMatchObject({
    name: "StoreError",
    code: "full",
  });
  expect(await readdir(paths.root)).toEqual([".staging"]);
});

(existsSync(FULL) ? test : test.skip)(
  "a write that finds the disk full is repeated in the room of the reserve",
  async () => {
    const reserve = createReserve(paths, BYTES);
    await reserve.admit(0);
    let tries = 0;
    const written = join(paths.root, "written");
    await reserve.spend(() => {
      tries += 1;
      return tries === 1 ? appendFile(FULL, "x") : writeFile(written, "x");
    });
    expect(await readdir(paths.root)).toEqual([".staging", "written"]);
    // There is nothing left to give up.
    await expect(reserve.spend(() => appendFile(FULL, "x"))).rejects.toMatchObject({ code: "ENOSPC" });
  },
);

test("another failure costs no reserve", async () => {
  const reserve = createReserve(paths, BYTES);
  await reserve.admit(0);
  await expect(reserve.spend(() => appendFile(paths.root, "x"))).rejects.toMatchObject({ code: "EISDIR" });
  expect((await stat(paths.reserve)).size).toBe(BYTES);
});
