import type { FileHandle } from "node:fs/promises";
import { readAt } from "./zip-end.ts";
import type { ZipEntry } from "./zip-records.ts";

const LOCAL_HEADER_BYTES = 30;
const RECORD_BYTES = 46;
const END_BYTES = 22;
const DEFLATE64 = 9;

/**
 * The unpacked bytes of an entry that is packed with Deflate64, as Windows packs files of more than 2 GB. The only user
 * of zip.js, which is loaded when it is needed; it gets a zip of this entry alone, with the sizes of the directory.
 *
 * @param start where the packed bytes begin
 */
export async function* inflate64(zip: FileHandle, entry: ZipEntry, start: number): AsyncGenerator<Buffer> {
  const { Reader, ZipReader } = await import("@zip.js/zip.js");
  const bytes = zipOfOne(zip, entry, start);
  class EntryReader extends Reader<undefined> {
    override size = bytes.size;
    override readUint8Array = bytes.read;
  }
  const reader = new ZipReader(new EntryReader(undefined), { useWebWorkers: false });
  const [file] = await reader.getEntries();
  if (file === undefined || file.directory) throw new Error("the library found no entry");
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  // Its failure reaches the readable side.
  file.getData(writable).catch((error: unknown) => writable.abort(error).catch(() => undefined));
  for await (const part of readable) yield Buffer.from(part.buffer, part.byteOffset, part.byteLength);
}

interface Source {
  size: number;
  read(at: number, length: number): Promise<Uint8Array>;
}

/** Header, packed bytes, directory and end of a zip with one entry, read by their place in it. */
function zipOfOne(zip: FileHandle, entry: ZipEntry, start: number): Source {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(DEFLATE64, 4);
  fields.writeUInt32LE(entry.crc32, 10);
  fields.writeUInt32LE(entry.compressedSize, 14);
  fields.writeUInt32LE(entry.uncompressedSize, 18);
  const header = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), fields]);
  const record = Buffer.concat([Buffer.from("PK\x01\x02\0\0", "latin1"), fields.subarray(0, 24), Buffer.alloc(16)]);
  const end = Buffer.alloc(END_BYTES);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(RECORD_BYTES, 12);
  end.writeUInt32LE(LOCAL_HEADER_BYTES + entry.compressedSize, 16);
  const tail = Buffer.concat([record, end]);
  const tailAt = header.length + entry.compressedSize;
  return {
    size: tailAt + tail.length,
    async read(at, length) {
      const to = at + length;
      const packedAt = Math.max(0, at - header.length);
      const packedTo = Math.min(entry.compressedSize, to - header.length);
      const packed = packedTo > packedAt ? await readAt(zip, start + packedAt, packedTo - packedAt) : Buffer.alloc(0);
      const [tailFrom, tailTo] = [Math.max(0, at - tailAt), Math.max(0, to - tailAt)];
      return Buffer.concat([header.subarray(at, to), packed, tail.subarray(tailFrom, tailTo)]);
    },
  };
}
