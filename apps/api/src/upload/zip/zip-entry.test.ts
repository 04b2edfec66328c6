import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { randomBytes } from "node:crypto";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import type { ZipEntry } from "./zip-records.ts";
import { unpackEntry } from "./zip-entry.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "symphony-zip-"));
});
afterAll(() => rm(dir, { recursive: true }));

const LONG = randomBytes(900_000);
const PACKED = deflateRawSync(LONG);

/** A zip with one entry: its header with a name and an extra field, its bytes, and what follows them. */
const zipWith = (packed: Uint8Array, method: number, after: Uint8Array = Buffer.alloc(0)): Buffer => {
  const header = Buffer.alloc(30);
  header.write("PK\x03\x04", "latin1");
  header.writeUInt16LE(method, 8);
  header.writeUInt16LE(5, 26);
  header.writeUInt16LE(3, 28);
  return Buffer.concat([header, Buffer.from("a.jpgxyz"), packed, after]);
};

type Facts = Pick<ZipEntry, "compressedSize" | "method"> & { bytes?: Buffer; offset?: number };

async function unpack(
  zip: Buffer,
  { bytes = LONG, offset = 0, ...facts }: Facts,
  inMemory: boolean,
  budget = Infinity,
): Promise<Buffer> {
  const path = join(dir, `${randomBytes(8).toString("hex")}.zip`);
  const file = await open(path, "wx+");
  try {
    await file.write(zip);
    const entry = {
      ...facts,
      offset: offset,
      crc32: crc32(bytes),
      uncompressedSize: bytes.length,
    } as ZipEntry;
    const parts: Buffer[] = [];
    for await (const part of unpackEntry({ path, file, budget: { bytes: budget, of: budget } }, entry, inMemory))
      parts.push(part);
    return Buffer.concat(parts);
  } finally {
    await file.close();
  }
}

const NOTHING = Buffer.alloc(0);
const TINY = LONG.subarray(0, 3);

describe.each([
  ["in one piece", true],
  ["as a stream", false],
])("an entry that is unpacked %s", (_how, inMemory) => {
  test.each([
    ["deflated", PACKED, 8, LONG],
    ["stored", LONG, 0, LONG],
    ["stored and tiny", TINY, 0, TINY],
    ["deflated, with bytes behind its end", Buffer.concat([PACKED, randomBytes(700_000)]), 8, LONG],
    ["empty and deflated", deflateRawSync(NOTHING), 8, NOTHING],
    ["without bytes", NOTHING, 8, NOTHING],
  ] as const)("comes out as it was when it is %s", async (_what, packed, method, bytes) => {
    const zip = zipWith(packed, method, randomBytes(100));
    const unpacked = await unpack(zip, { compressedSize: packed.length, method, bytes }, inMemory);
    expect(unpacked.equals(bytes)).toBe(true);
  });

  test.each<[string, Facts, Buffer]>([
    ["has no header at its place", { compressedSize: PACKED.length, method: 8, offset: 1 }, zipWith(PACKED, 8)],
    ["begins behind the end", { compressedSize: 10, method: 0, offset: 2_000_000 }, zipWith(PACKED, 8)],
    [
      "is cut off, stored",
      { compressedSize: LONG.length + 1, method: 0, bytes: Buffer.concat([LONG, TINY]).subarray(0, -2) },
      zipWith(LONG, 0),
    ],
    ["is stored with two sizes", { compressedSize: LONG.length + 1, method: 0 }, zipWith(LONG, 0)],
    ["is cut off, deflated", { compressedSize: 500_000, method: 8 }, zipWith(PACKED, 8)],
    ["is not deflated", { compressedSize: LONG.length, method: 8 }, zipWith(Buffer.alloc(LONG.length, 7), 8)],
    ["has another method in its header", { compressedSize: LONG.length, method: 0 }, zipWith(LONG, 8)],
    ["has other bytes", { compressedSize: LONG.length, method: 0, bytes: randomBytes(LONG.length) }, zipWith(LONG, 0)],
    [
      "is longer than the directory says",
      { compressedSize: PACKED.length, method: 8, bytes: LONG.subarray(0, 899_999) },
      zipWith(PACKED, 8),
    ],
  ])("is damaged when it %s", async (_what, entry, zip) => {
    await expect(unpack(zip, entry, inMemory)).rejects.toThrow("damaged in the zip");
  });

  test("is left out when it grows a hundredfold", async () => {
    const bytes = Buffer.alloc(5_000_000);
    const packed = deflateRawSync(bytes);
    const entry = { compressedSize: packed.length, method: 8, bytes };
    await expect(unpack(zipWith(packed, 8), entry, inMemory)).rejects.toThrow("unpacks to more than 100 times");
  });

  test("has the whole zip refused when it takes more than is left for all entries", async () => {
    const entry = { compressedSize: PACKED.length, method: 8 };
    await expect(unpack(zipWith(PACKED, 8), entry, inMemory, 899_999)).rejects.toMatchObject({ code: "zip_refused" });
    expect(await unpack(zipWith(PACKED, 8), entry, inMemory, 900_000)).toHaveLength(900_000);
  });
});

test("reading can stop in the middle of a large entry", async () => {
  const bomb = deflateRawSync(Buffer.alloc(50_000_000));
  const path = join(dir, "bomb.zip");
  const file = await open(path, "wx+");
  await file.write(zipWith(bomb, 8));
  const entry = { compressedSize: bomb.length, method: 8, offset: 0, crc32: 0 } as ZipEntry;
  let seen = 0;
  for await (const part of unpackEntry({ path, file, budget: { bytes: 100_000_000, of: 100_000_000 } }, entry, false)) {
    seen += part.length;
    if (seen > 500_000) break;
  }
  await file.close();
  expect(seen).toBeLessThan(2_000_000);
});

test("of many zips at once, entries in memory wait for each other", async () => {
  const [size, zips] = [8 * 1024 * 1024, 24];
  const bytes = Buffer.alloc(size);
  const path = join(dir, "many.zip");
  const file = await open(path, "wx+");
  await file.write(zipWith(bytes, 0));
  const entry = { method: 0, compressedSize: size, uncompressedSize: size, offset: 0, crc32: crc32(bytes) };
  let [held, most] = [0, 0];
  // Each reader is as slow as a disk: its entry stays in memory until the next piece is asked for.
  const read = async (): Promise<void> => {
    const budget = { bytes: Infinity, of: Infinity };
    for await (const part of unpackEntry({ path, file, budget }, entry as ZipEntry, true)) {
      held += part.length;
      most = Math.max(most, held);
      await new Promise((resolve) => setTimeout(resolve, 100));
      held -= part.length;
    }
  };
  try {
    await Promise.all(Array.from({ length: zips }, read));
  } finally {
    await file.close();
  }
  expect(most).toBeLessThanOrEqual(128 * 1024 * 1024);
});

test("an entry whose reader stops, or that is damaged, holds up no other", async () => {
  const damaged = { bytes: LONG, method: 8, compressedSize: 3 };
  for (let i = 0; i < 150; i += 1)
    await expect(unpack(zipWith(PACKED.subarray(0, 3), 8), damaged, true)).rejects.toThrow();
  expect((await unpack(zipWith(PACKED, 8), { method: 8, compressedSize: PACKED.length }, true)).equals(LONG)).toBe(
    true,
  );
});
