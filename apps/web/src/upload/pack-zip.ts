import { makeZip } from "client-zip";
import { t } from "../browser/language/text.ts";
import type { SkippedFile } from "../browser/recent-batches.ts";
import type { Picked } from "./pick-files.ts";

/** Files are read in chunks of this size, so that a large one is never in memory as a whole. */
const CHUNK_BYTES = 4 * 1024 * 1024;
/** This many files are opened in advance, to hide the latency of the disk. */
const READ_AHEAD_FILES = 6;
/** Smaller chunks are copied into the zip: a reference costs the browser more than the bytes. */
const REFERENCE_FROM_BYTES = 32 * 1024;

export interface Packed {
  zip: Blob;
  /** Files that were moved, changed or deleted since they were picked. */
  skipped: SkippedFile[];
}

interface Entry {
  name: string;
  lastModified: number;
  input: AsyncIterable<Uint8Array>;
}

/**
 * Packs files into one zip without compression, because photos are compressed already. The bytes are only read
 * for their checksums; the Blob consists of zip headers and references to the files, so that a zip of gigabytes
 * needs no memory.
 *
 * @throws the signal's reason when it is aborted
 */
export async function packZip(files: readonly Picked[], signal: AbortSignal): Promise<Packed> {
  const skipped: SkippedFile[] = [];
  const references = new WeakMap<Uint8Array, Blob>();
  const parts: BlobPart[] = [];
  const reader = makeZip(entries()).getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return { zip: new Blob(parts), skipped };
    // client-zip passes uncompressed bytes on as the same array.
    parts.push(references.get(value) ?? (value as Uint8Array<ArrayBuffer>));
  }

  async function* entries(): AsyncGenerator<Entry> {
    const ahead: Array<Promise<Entry | undefined>> = [];
    for (const [index, { name }] of files.entries()) {
      signal.throwIfAborted();
      while (ahead.length < READ_AHEAD_FILES && index + ahead.length < files.length)
        ahead.push(open(files[index + ahead.length]!));
      const entry = await ahead.shift();
      if (entry !== undefined) yield entry;
      else skipped.push({ name, reason: t("reason.unreadable") });
    }
  }

  /** Reads the first chunk, so that a missing file is noticed before its zip entry begins. */
  async function open({ file, name, size }: Picked): Promise<Entry | undefined> {
    try {
      return { name, lastModified: file.lastModified, input: chunks(file, size, await read(file, 0)) };
    } catch {
      return undefined;
    }
  }

  async function* chunks(file: File, size: number, first: Uint8Array): AsyncGenerator<Uint8Array> {
    yield first;
    for (let start = CHUNK_BYTES; start < size; start += CHUNK_BYTES) yield await read(file, start);
  }

  async function read(file: File, start: number): Promise<Uint8Array> {
    const chunk = file.slice(start, start + CHUNK_BYTES);
    const bytes = new Uint8Array(await chunk.arrayBuffer());
    if (bytes.length >= REFERENCE_FROM_BYTES) references.set(bytes, chunk);
    return bytes;
  }
}
