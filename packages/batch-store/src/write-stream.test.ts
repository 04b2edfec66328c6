import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TooLargeError, writeStream } from "./write-stream.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "symphony-write-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function* parts(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test.each([
  ["nothing", 0, 1],
  ["less than a block", 200_000, 65_536],
  ["a block exactly", 512 * 1024, 65_536],
  ["a byte more than a block", 512 * 1024 + 1, 65_536],
  ["several blocks in odd pieces", 3_000_001, 70_001],
  ["pieces larger than a block", 3_000_000, 1_000_000],
])("%s is written as it came, with its size and sum", async (name, length, size) => {
  const bytes = randomBytes(length);
  const path = join(dir, name);
  expect(await writeStream(path, parts(bytes, size), length)).toEqual({ size: length, sha256: createHash("sha256").update(bytes).digest("hex") });
  expect((await readFile(path)).equals(bytes)).toBe(true);
});

test("one byte more than allowed is too large", async () => {
  await expect(writeStream(join(dir, "large"), parts(randomBytes(1_001), 100), 1_000)).rejects.toThrow(TooLargeError);
});

test("files written side by side do not mix", async () => {
  const all = Array.from({ length: 40 }, () => randomBytes(300_000));
  const written = await Promise.all(all.map((bytes, i) => writeStream(join(dir, `side-${i}`), parts(bytes, 65_536), 300_000)));
  expect(written.map(({ sha256 }) => sha256)).toEqual(all.map((bytes) => createHash("sha256").update(bytes).digest("hex")));
});
