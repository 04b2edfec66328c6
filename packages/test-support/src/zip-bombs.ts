import { crc32, deflateRawSync } from "node:zlib";
import { zipOf } from "./zip.ts";

const localHeader = (name: string, packedSize: number, size: number, sum: number): Buffer =>
  Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), common(name, packedSize, size, sum), Buffer.from(name)]);

function directoryEntry(name: string, packedSize: number, size: number, sum: number, offset: number): Buffer {
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE(offset, 10);
  return Buffer.concat([
    Buffer.from("PK\x01\x02\x14\x03", "latin1"),
    common(name, packedSize, size, sum),
    tail,
    Buffer.from(name),
  ]);
}

function common(name: string, packedSize: number, size: number, sum: number): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(8, 4);
  fields.writeUInt32LE(sum, 10);
  fields.writeUInt32LE(packedSize, 14);
  fields.writeUInt32LE(size >>> 0, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

/** The directory and its end record in the zip64 form, which allows any number of entries. */
function withDirectory(body: Buffer, entries: readonly Buffer[], claimed = entries.length): Buffer {
  const list = Buffer.concat(entries);
  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(0x06064b50, 0);
  end64.writeBigUInt64LE(44n, 4);
  end64.writeBigUInt64LE(BigInt(claimed), 24);
  end64.writeBigUInt64LE(BigInt(claimed), 32);
  end64.writeBigUInt64LE(BigInt(list.length), 40);
  end64.writeBigUInt64LE(BigInt(body.length), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(body.length + list.length), 8);
  locator.writeUInt32LE(1, 16);
  const end = Buffer.alloc(22, 0xff);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(0, 4);
  end.writeUInt16LE(0, 20);
  return Buffer.concat([body, list, end64, locator, end]);
}

/** All entries are the same bytes: the zip unpacks to `count` times the kernel and is hardly larger than it. */
export function sharedKernel(count: number, kernelBytes: number): Buffer {
  const [bytes, name] = [Buffer.alloc(kernelBytes), "0000000.jpg"];
  const [packed, sum] = [deflateRawSync(bytes), crc32(bytes)];
  const body = Buffer.concat([localHeader(name, packed.length, bytes.length, sum), packed]);
  return withDirectory(
    body,
    Array.from({ length: count }, (_, i) =>
      directoryEntry(`${String(i).padStart(7, "0")}.jpg`, packed.length, bytes.length, sum, 0),
    ),
  );
}

/** Each entry quotes the headers of all later entries and ends in one shared kernel, so that all offsets differ (Fifield 2019). */
export function quotedOverlap(count: number, kernelBytes: number): Buffer {
  const kernel = deflateRawSync(Buffer.alloc(kernelBytes));
  const names = Array.from({ length: count }, (_, i) => `${String(i).padStart(7, "0")}.jpg`);
  const HEADER = 30 + 11;
  const QUOTE = 5;
  const sizeFrom = (i: number): number => (count - 1 - i) * (HEADER + QUOTE) + kernel.length;
  const parts = names.flatMap((name, i) => {
    const quote = Buffer.from([0, HEADER, 0, 0xff - HEADER, 0xff]);
    return [localHeader(name, sizeFrom(i), kernelBytes, 0), i === count - 1 ? kernel : quote];
  });
  return withDirectory(
    Buffer.concat(parts),
    names.map((name, i) => directoryEntry(name, sizeFrom(i), kernelBytes, 0, i * (HEADER + QUOTE))),
  );
}

/** Many entries that are each below the limit for one entry. */
export function manySmall(count: number, bytesEach: number): Buffer {
  const [bytes, parts, entries]: [Buffer, Buffer[], Buffer[]] = [Buffer.alloc(bytesEach), [], []];
  const [packed, sum] = [deflateRawSync(bytes), crc32(bytes)];
  let offset = 0;
  for (let i = 0; i < count; i += 1) {
    const name = `${String(i).padStart(7, "0")}.jpg`;
    const part = Buffer.concat([localHeader(name, packed.length, bytes.length, sum), packed]);
    entries.push(directoryEntry(name, packed.length, bytes.length, sum, offset));
    parts.push(part);
    offset += part.length;
  }
  return withDirectory(Buffer.concat(parts), entries);
}

/** A directory that claims `count` entries and has `actual`. */
export function endlessDirectory(count: number, actual = count): Buffer {
  const name = "0000000.txt";
  const entry = directoryEntry(name, 0, 0, 0, 0);
  return withDirectory(
    localHeader(name, 0, 0, 0),
    Array.from({ length: actual }, () => entry),
    count,
  );
}

/** Zips in zips, like 42.zip. */
export function nested(levels: number, wide: number): Buffer {
  let inner: Uint8Array = deflateRawSync(Buffer.alloc(4_000_000));
  for (let level = 0; level < levels; level += 1)
    inner = zipOf(Array.from({ length: wide }, (_, i) => ({ name: `lib ${i}.zip`, bytes: inner })));
  return inner as Buffer;
}
