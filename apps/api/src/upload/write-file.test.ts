import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TooLargeError } from "@symphony/batch-store";
import { createFileThreads } from "./file-threads.ts";
import type { FileThreads } from "./file-threads.ts";
import { writeFile } from "./write-file.ts";

let dir: string;
let threads: FileThreads;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "symphony-write-"));
  threads = createFileThreads(new URL("../../dist/file-thread.js", import.meta.url));
});
afterAll(async () => {
  await threads.close();
  await rm(dir, { recursive: true });
});

async function* parts(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Files of the folder that this process has open. */
async function openFiles(): Promise<string[]> {
  const links = (await readdir("/proc/self/fd")).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => ""));
  return (await Promise.all(links)).filter((path) => path.startsWith(dir));
}

test.each([
  ["nothing", 0, 1],
  ["less than a block", 200_000, 65_536],
  ["a block exactly", 512 * 1024, 65_536],
  ["a byte more than a block", 512 * 1024 + 1, 65_536],
  ["several blocks in odd pieces", 3_000_001, 70_001],
  ["pieces larger than two blocks", 5_000_000, 2_000_000],
])("%s is written as it came, with its size and sum", async (name, length, size) => {
  const bytes = randomBytes(length);
  const path = join(dir, name);
  expect(await writeFile(threads, path, parts(bytes, size), length)).toEqual({
    size: length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
  });
  expect((await readFile(path)).equals(bytes)).toBe(true);
});

test("files written side by side do not mix, and none stays open", async () => {
  const all = Array.from({ length: 40 }, (_, i) => randomBytes(i * 40_000));
  const written = await Promise.all(
    all.map((bytes, i) => writeFile(threads, join(dir, `side-${i}`), parts(bytes, 65_536), 3_000_000)),
  );
  expect(written.map(({ sha256 }) => sha256)).toEqual(
    all.map((bytes) => createHash("sha256").update(bytes).digest("hex")),
  );
  expect(await openFiles()).toEqual([]);
});

test.each([1_001, 2_000_000])("a file of %i bytes that may have one less is too large", async (length) => {
  await expect(
    writeFile(threads, join(dir, `large-${length}`), parts(randomBytes(length), 1_000), length - 1),
  ).rejects.toThrow(TooLargeError);
  expect(await openFiles()).toEqual([]);
});

test("what the disk says is passed on with its code", async () => {
  await expect(writeFile(threads, join(dir, "nowhere", "file"), parts(randomBytes(10), 10), 100)).rejects.toMatchObject(
    { code: "ENOENT" },
  );
});

test("a source that breaks off leaves no file open", async () => {
  const broken = async function* (): AsyncGenerator<Buffer> {
    yield randomBytes(1_200_000);
    throw new Error("broken off");
  };
  await expect(writeFile(threads, join(dir, "broken"), broken(), 2_000_000)).rejects.toThrow("broken off");
  expect(await openFiles()).toEqual([]);
});
