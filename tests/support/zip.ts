import { crc32, deflateRawSync } from "node:zlib";

export interface ZipEntry {
  name: string | Buffer;
  bytes: Uint8Array;
  /** Kept as it is instead of deflated. */
  stored?: boolean;
  /** What the directory says, where that is to differ from the truth. */
  lie?: Partial<{ crc: number; size: number; packedSize: number; flags: number; method: number; offset: number; unixMode: number }>;
}

/** Writes a zip by hand, so that it can lie (APPNOTE.TXT 4.3.7, 4.3.12, 4.3.16). */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, stored = false, lie = {} } of entries) {
    const nameBytes = Buffer.from(name as Buffer);
    const packed = stored ? Buffer.from(bytes) : deflateRawSync(bytes);
    const facts = { crc: crc32(bytes), size: bytes.length, packedSize: packed.length, flags: 0x800, method: stored ? 0 : 8, offset, unixMode: 0o100644, ...lie };
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(facts.flags, 2);
    common.writeUInt16LE(facts.method, 4);
    common.writeUInt32LE(facts.crc, 10);
    common.writeUInt32LE(facts.packedSize, 14);
    common.writeUInt32LE(facts.size, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const body = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), common, nameBytes, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((facts.unixMode << 16) >>> 0, 6);
    tail.writeUInt32LE(facts.offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x03", "latin1"), common, tail, nameBytes]));
    bodies.push(body);
    offset += body.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, list, end]);
}
