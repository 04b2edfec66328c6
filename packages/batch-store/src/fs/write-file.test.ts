import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, open, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TooLargeError } from "../store-error.ts";
import { sync, SyncError } from "./durable.ts";
import { writeNewFile } from "./write-file.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "symphony-write-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function* parts(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test.each([0, 1, 300_001, 1024 * 1024, 3_300_007])(
  "a stream of %i bytes is written as it came, with its size and digest",
  async (size) => {
    const bytes = randomBytes(size);
    const path = join(dir, `stream-${size}`);
    expect(await writeNewFile(path, parts(bytes, 70_001), size, sync)).toEqual({
      size,
      sha256: createHash("sha256").update(bytes).digest("hex"),
    });
    expect((await readFile(path)).equals(bytes)).toBe(true);
  },
);

test("a stream of single bytes is written as it came", async () => {
  const bytes = randomBytes(5_000);
  await writeNewFile(join(dir, "single"), parts(bytes, 1), bytes.length, sync);
  expect((await readFile(join(dir, "single"))).equals(bytes)).toBe(true);
});

test("an existing file is not overwritten", async () => {
  const path = join(dir, "first");
  await writeNewFile(path, parts(Buffer.from("the first"), 10), 10, sync);
  await expect(writeNewFile(path, parts(randomBytes(10), 10), 10, sync)).rejects.toMatchObject({ code: "EEXIST" });
  expect(await readFile(path, "utf8")).toBe("the first");
});

test("a failed sync is reported", async () => {
  // There is nothing behind it that could be made durable.
  const nothing = await open("/dev/null", "w");
  await expect(sync(nothing)).rejects.toThrow(SyncError);
  await nothing.close();
});

test.each([1_000, 2_500_000])("one byte more than %i allowed is too large, and leaves no file", async (maxBytes) => {
  let read = 0;
  async function* endless(): AsyncGenerator<Buffer> {
    for (;;) {
      read += 1_000;
      yield Buffer.alloc(1_000);
    }
  }
  const path = join(dir, "large");
  await expect(writeNewFile(path, endless(), maxBytes, sync)).rejects.toThrow(TooLargeError);
  expect(read).toBe(maxBytes + 1_000);
  expect(await readdir(dir)).not.toContain("large");
});
