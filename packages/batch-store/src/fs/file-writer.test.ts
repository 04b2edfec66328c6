import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createHash, randomBytes } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SyncError, syncNow } from "./durable.ts";
import { TooLargeError, writeStream } from "./file-writer.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "symphony-write-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function* parts(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test("a stream is written as it came, with its size and sum", async () => {
  const bytes = randomBytes(300_001);
  const path = join(dir, "stream");
  expect(await writeStream(path, parts(bytes, 70_001), bytes.length)).toEqual({
    size: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
  });
  expect((await readFile(path)).equals(bytes)).toBe(true);
});

test("a file that is there is not written over", async () => {
  await writeStream(join(dir, "first"), parts(randomBytes(10), 10), 10);
  await expect(writeStream(join(dir, "first"), parts(randomBytes(10), 10), 10)).rejects.toMatchObject({
    code: "EEXIST",
  });
});

test("a sync that fails is not passed over", async () => {
  // There is nothing behind it that could be made durable.
  const nothing = openSync("/dev/null", "w");
  expect(() => syncNow(nothing)).toThrow(SyncError);
  closeSync(nothing);
});

test("one byte more than allowed is too large", async () => {
  await expect(writeStream(join(dir, "large"), parts(randomBytes(1_001), 100), 1_000)).rejects.toThrow(TooLargeError);
});
