import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setExt4TopDirectory } from "./ext4-topdir.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "symphony-spread-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

test("the folder that uploads are made in is spread over the disk, where the file system can", async () => {
  const staging = join(dir, ".staging");
  await mkdir(staging);
  const set = await setExt4TopDirectory(dir);
  const { stdout, status } = spawnSync("lsattr", ["-d", staging], { encoding: "utf8" });
  expect(set).toBe(status === 0 && (stdout.split(" ")[0] ?? "").includes("T"));
});

test("where it cannot nothing is said", async () => {
  expect(await setExt4TopDirectory(join(dir, "not there"))).toBe(false);
});
