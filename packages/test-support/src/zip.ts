import { crc32, deflateRawSync } from "node:zlib";

export interface ZipEntry {
  name: string | Buffer;
  bytes: Uint8Array;
  /** Stored without compression. */
  stored?: boolean;
  /** Fields of the directory that differ from the truth. */
  lie?: Lie;
  /** Fields of the local header that differ from the directory. */
  before?: Lie & { name?: string };
  /** Sizes are only in a data descriptor, as in zips written as a stream: with 8-byte sizes, without its signature, or missing. */
  sizesFollow?: boolean | "long" | "unmarked" | "missing";
  /** Extra fields of the directory. */
  extra?: Uint8Array;
  /** Not listed in the directory. */
  unlisted?: boolean;
}

type Lie = Partial<{
  crc: number;
  size: number;
  packedSize: number;
  flags: number;
  method: number;
  offset: number;
  unixMode: number;
}>;

interface EntryFields {
  crc: number;
  size: number;
  packedSize: number;
  flags: number;
  method: number;
}

/** The fields that the local header and the directory share. */
function fieldsOf({ flags, method, crc, packedSize, size }: EntryFields, nameBytes: number): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(flags, 2);
  fields.writeUInt16LE(method, 4);
  fields.writeUInt32LE(crc, 10);
  fields.writeUInt32LE(packedSize, 14);
  fields.writeUInt32LE(size, 18);
  fields.writeUInt16LE(nameBytes, 22);
  return fields;
}

/** The data descriptor after an entry (APPNOTE.TXT 4.3.9). */
function descriptorOf({ crc, packedSize, size }: EntryFields, kind: ZipEntry["sizesFollow"]): Buffer {
  if (kind === false || kind === "missing") return Buffer.alloc(0);
  const fields = [0x08074b50, crc, ...(kind === "long" ? [packedSize, 0, size, 0] : [packedSize, size])];
  return Buffer.concat(
    fields.slice(kind === "unmarked" ? 1 : 0).map((field) => Buffer.from(Uint32Array.of(field).buffer)),
  );
}

/** Writes a zip by hand, so that its headers can contradict each other (APPNOTE.TXT 4.3.7, 4.3.9, 4.3.12, 4.3.16). */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const {
    name,
    bytes,
    stored = false,
    lie = {},
    before = {},
    sizesFollow = false,
    extra = Buffer.alloc(0),
    unlisted = false,
  } of entries) {
    const nameBytes = Buffer.from(name as Buffer);
    const packed = stored ? Buffer.from(bytes) : deflateRawSync(bytes);
    const fields = {
      crc: crc32(bytes),
      size: bytes.length,
      packedSize: packed.length,
      flags: sizesFollow === false ? 0x800 : 0x808,
      method: stored ? 0 : 8,
      offset,
      unixMode: 0o100644,
      ...lie,
    };
    const common = fieldsOf(fields, nameBytes.length);
    const local = { ...fields, ...(sizesFollow === false ? {} : { crc: 0, size: 0, packedSize: 0 }), ...before };
    const localName = Buffer.from(before.name ?? nameBytes);
    const descriptor = descriptorOf(fields, sizesFollow);
    const body = Buffer.concat([
      Buffer.from("PK\x03\x04", "latin1"),
      fieldsOf(local, localName.length),
      localName,
      packed,
      descriptor,
    ]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((fields.unixMode << 16) >>> 0, 6);
    tail.writeUInt32LE(fields.offset, 10);
    if (!unlisted)
      directory.push(
        Buffer.concat([
          Buffer.from("PK\x01\x02\x14\x03", "latin1"),
          common.subarray(0, 24),
          Buffer.from(Uint16Array.of(extra.length).buffer),
          tail,
          nameBytes,
          extra,
        ]),
      );
    bodies.push(body);
    offset += body.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(directory.length & 0xffff, 8);
  end.writeUInt16LE(directory.length & 0xffff, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, list, end]);
}
