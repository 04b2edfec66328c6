import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomBytes } from "node:crypto";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { unpackEntry } from "./zip-entry.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "symphony-zip-"));
});
afterAll(() => rm(dir, { recursive: true }));

const LONG = randomBytes(900_000);
const PACKED = deflateRawSync(LONG);

/** An entry's header with a name and an extra field, its bytes, and what comes after it. */
const entryOf = (packed: Uint8Array, after: Uint8Array = Buffer.alloc(0)): Buffer => {
  const header = Buffer.alloc(30);
  header.write("PK\x03\x04", "latin1");
  header.writeUInt16LE(5, 26);
  header.writeUInt16LE(3, 28);
  return Buffer.concat([header, Buffer.from("a.jpgxyz"), packed, after]);
};

async function unpack(
  zip: Buffer,
  entry: { compressedSize: number; compressionMethod: number; offset?: number },
): Promise<Buffer> {
  const path = join(dir, `${randomBytes(8).toString("hex")}.zip`);
  const handle = await open(path, "wx+");
  try {
    await handle.write(zip);
    const parts: Buffer[] = [];
    for await (const part of unpackEntry(handle.fd, { ...entry, offsetToLocalFileHeader: entry.offset ?? 0, crc32: 0 }))
      parts.push(Buffer.from(part));
    return Buffer.concat(parts);
  } finally {
    await handle.close();
  }
}

test.each([
  ["deflated, of several blocks", PACKED, 8, LONG],
  ["stored, of several blocks", LONG, 0, LONG],
  ["stored, of a few bytes", LONG.subarray(0, 3), 0, LONG.subarray(0, 3)],
  ["deflated, with bytes behind its end", Buffer.concat([PACKED, randomBytes(700_000)]), 8, LONG],
  ["without bytes", Buffer.alloc(0), 8, Buffer.alloc(0)],
] as const)("an entry that is %s comes out as it was", async (_what, packed, compressionMethod, bytes) => {
  const unpacked = await unpack(entryOf(packed, randomBytes(100)), {
    compressedSize: packed.length,
    compressionMethod,
  });
  expect(unpacked.equals(bytes)).toBe(true);
});

test.each([
  [
    "has no header there",
    { compressedSize: PACKED.length, compressionMethod: 8, offset: 1 },
    entryOf(PACKED),
    "damaged in the zip",
  ],
  [
    "begins behind the end",
    { compressedSize: 10, compressionMethod: 0, offset: 2_000_000 },
    entryOf(PACKED),
    "damaged in the zip",
  ],
  [
    "is cut off, stored",
    { compressedSize: LONG.length + 1, compressionMethod: 0 },
    entryOf(LONG),
    "damaged in the zip",
  ],
  [
    "is cut off, deflated",
    { compressedSize: 500_000, compressionMethod: 8 },
    entryOf(PACKED),
    "unexpected end of file",
  ],
  [
    "is not deflated",
    { compressedSize: LONG.length, compressionMethod: 8 },
    entryOf(Buffer.alloc(LONG.length, 7)),
    /invalid/,
  ],
])("an entry that %s is an error", async (_what, entry, zip, message) => {
  await expect(unpack(zip, entry)).rejects.toThrow(message);
});

test("whoever stops in the middle waits for nothing", async () => {
  const bomb = deflateRawSync(Buffer.alloc(50_000_000));
  const handle = await open(join(dir, "bomb.zip"), "wx+");
  await handle.write(entryOf(bomb));
  let seen = 0;
  for await (const part of unpackEntry(handle.fd, {
    compressedSize: bomb.length,
    compressionMethod: 8,
    offsetToLocalFileHeader: 0,
    crc32: 0,
  })) {
    seen += part.length;
    if (seen > 1_000_000) break;
  }
  await handle.close();
  expect(seen).toBeLessThan(2_000_000);
});
