import { expect, test } from "@jest/globals";
import { randomBytes } from "node:crypto";
import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { constants, crc32, deflateRawSync } from "node:zlib";
import { zipOf } from "@symphony/test-support/zip";
import type { ZipEntry } from "@symphony/test-support/zip";
import { listEntries, reasonToSkip } from "./zip-directory.ts";
import { unpackEntry } from "./zip-entry.ts";

/** `A` and matches of 60,000 bytes before it, which only Deflate64 has: length code 285 with 16 further bits. */
function longMatches(times = 1): Buffer {
  const bits: number[] = [];
  const number = (value: number, count: number): void => {
    for (let i = 0; i < count; i += 1) bits.push((value >> i) & 1);
  };
  const code = (value: number, count: number): void => {
    for (let i = count - 1; i >= 0; i -= 1) bits.push((value >> i) & 1);
  };
  number(1, 1);
  number(1, 2);
  code(0x30 + 65, 8);
  for (let i = 0; i < times; i += 1) {
    code(0b11000000 + (285 - 280), 8);
    number(60_000 - 3, 16);
    code(0, 5);
  }
  code(0, 7);
  const bytes = Buffer.alloc(Math.ceil(bits.length / 8));
  bits.forEach((bit, i) => (bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (bit << (i & 7))));
  return bytes;
}

/** Without matches, a stream is the same in Deflate and Deflate64. */
const withoutMatches = (bytes: Uint8Array): Buffer => deflateRawSync(bytes, { strategy: constants.Z_HUFFMAN_ONLY });

const packed = (name: string, bytes: Uint8Array, stream: Uint8Array, crc = crc32(bytes)): ZipEntry => ({
  name,
  bytes: stream,
  stored: true,
  lie: { method: 9, crc, size: bytes.length, packedSize: stream.length },
});

async function unpacked(zip: Buffer): Promise<Array<Buffer | string>> {
  const dir = await mkdtemp(join(tmpdir(), "symphony-deflate64-"));
  const path = join(dir, "a.zip");
  await writeFile(path, zip);
  const file = await open(path);
  try {
    const found: Array<Buffer | string> = [];
    for (const entry of await listEntries(file, 100)) {
      expect(reasonToSkip(entry)).toBeUndefined();
      const budget = { bytes: 1e9, of: 1e9 };
      const bytes = buffer(unpackEntry({ path, file, budget }, entry, true));
      found.push(await bytes.catch((error: unknown) => String(error)));
    }
    return found;
  } finally {
    await file.close();
    await rm(dir, { recursive: true });
  }
}

test("entries that are packed with Deflate64 are unpacked, wherever they are in the zip", async () => {
  const [photo, run] = [randomBytes(300_000), Buffer.alloc(60_001, "A")];
  const zip = zipOf([
    { name: "plain.jpg", bytes: Buffer.from("an ordinary entry") },
    packed("photo.jpg", photo, withoutMatches(photo)),
    packed("run.jpg", run, longMatches()),
  ]);
  const [plain, first, second] = await unpacked(Buffer.concat([Buffer.alloc(777, "MZ"), zip]));
  expect(String(plain)).toBe("an ordinary entry");
  expect([photo.equals(first as Buffer), run.equals(second as Buffer)]).toEqual([true, true]);
});

test("a damaged one is told, and one that grows too much", async () => {
  const [photo, run] = [randomBytes(20_000), Buffer.alloc(60_001, "A")];
  const torn = withoutMatches(photo);
  torn.fill(0xff, 40, 4_000);
  const bomb = Buffer.alloc(6_000_001, "A");
  const found = await unpacked(
    zipOf([
      packed("torn.jpg", photo, torn),
      packed("cut.jpg", photo, withoutMatches(photo).subarray(0, 9_000)),
      packed("other.jpg", run, longMatches(), 1),
      packed("bomb.png", bomb, longMatches(100)),
    ]),
  );
  expect(found).toEqual([
    expect.stringContaining("damaged in the zip"),
    expect.stringContaining("damaged in the zip"),
    expect.stringContaining("damaged in the zip"),
    expect.stringContaining("unpacks to more than 100 times its size"),
  ]);
});
