import { access, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openScratchFolder } from "./scratch-folder.ts";

const HOUR_MS = 3_600_000;
let place: string;

beforeAll(async () => void (place = await mkdtemp(join(tmpdir(), "symphony-place-"))));
afterAll(() => rm(place, { recursive: true }));

/** A folder whose process gave its last sign so many hours ago. */
async function leaveFolder(name: string, hours: number, hasSign = true): Promise<void> {
  const dir = join(place, name);
  await mkdir(dir);
  await writeFile(join(dir, "upload.zip"), "bytes");
  const then = new Date(Date.now() - hours * HOUR_MS);
  if (hasSign) {
    await writeFile(join(dir, ".alive"), "");
    await utimes(join(dir, ".alive"), then, then);
  } else await utimes(dir, then, then);
}

test("what a killed process left is removed after a day; folders of others stay", async () => {
  await leaveFolder("symphony-tmp-killed", 30);
  await leaveFolder("symphony-tmp-killed-on-a-full-disk", 30, false);
  await leaveFolder("symphony-tmp-working", 1);
  await leaveFolder("somebody-else", 100, false);
  const scratch = await openScratchFolder(place);
  await access(join(scratch.dir, ".alive"));
  const names = await readdir(place);
  expect(names.filter((name) => !scratch.dir.endsWith(name)).toSorted()).toEqual([
    "somebody-else",
    "symphony-tmp-working",
  ]);
  await scratch.close();
  expect((await readdir(place)).toSorted()).toEqual(["somebody-else", "symphony-tmp-working"]);
});
