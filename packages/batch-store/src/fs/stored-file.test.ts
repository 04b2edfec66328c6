import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { mkdtemp, readdir, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { openStoredFile } from "./stored-file.ts";

let dir: string;
let path: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "symphony-stored-"));
  path = join(dir, "file");
  await writeFile(path, Buffer.alloc(300_000, 7));
});
afterAll(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }));

/** Descriptors of this process that are open on the file. */
async function openDescriptors(): Promise<number> {
  const names = await readdir("/proc/self/fd");
  const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => "")));
  return targets.filter((target) => target === path).length;
}

test("gives size and bytes, as often as they are asked for", async () => {
  const file = await openStoredFile(path);
  expect(file.size).toBe(300_000);
  for (let i = 0; i < 2; i += 1) expect(await buffer(file.stream())).toEqual(Buffer.alloc(300_000, 7));
});

test("a file that was replaced gives as many bytes as its size said, or an error", async () => {
  const changing = join(dir, "changing");
  await writeFile(changing, "before");
  const file = await openStoredFile(changing);
  await writeFile(changing, "before and more");
  expect((await buffer(file.stream())).toString()).toBe("before");
  await writeFile(changing, "less");
  await expect(buffer(file.stream())).rejects.toThrow("shorter");
});

(process.platform === "linux" ? test : test.skip)("a stream that is destroyed holds no descriptor", async () => {
  const file = await openStoredFile(path);
  file.stream().destroy();
  const stream = file.stream();
  const closed = new Promise((resolve) => stream.once("close", resolve));
  await new Promise((resolve) => stream.once("data", resolve));
  expect(await openDescriptors()).toBe(1);
  stream.destroy();
  await closed;
  expect(await openDescriptors()).toBe(0);
});
