import { makeZip } from "client-zip";
import type { LeftOut } from "../browser/recent-batches.ts";
import type { Picked } from "./pick-files.ts";

/** Files are read in pieces of this size, and opened this many before their turn: the disk is never waited for. */
const PIECE_BYTES = 4 * 1024 * 1024;
const READ_AHEAD = 6;
/** Smaller pieces are copied: keeping a reference costs the browser more than the bytes. */
const REFERENCE_FROM_BYTES = 32 * 1024;

export interface PackOptions {
  signal: AbortSignal;
  onFile(done: number): void;
}

export interface Packed {
  zip: Blob;
  /** Files that could not be read any more, moved or deleted since they were picked. */
  leftOut: LeftOut[];
}

interface Entry {
  name: string;
  lastModified: number;
  input: AsyncIterable<Uint8Array>;
}

/**
 * Packs files into one zip without compressing: photos are compressed already. The bytes stream through the
 * zip for their checksums only; the Blob is made of what the zip adds and of references to the files, so that
 * a zip of gigabytes costs no memory.
 *
 * @throws the signal's reason when it was cancelled
 */
export async function packZip(files: readonly Picked[], { signal, onFile }: PackOptions): Promise<Packed> {
  const leftOut: LeftOut[] = [];
  const references = new WeakMap<Uint8Array, Blob>();
  const parts: BlobPart[] = [];
  const reader = makeZip(entries()).getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return { zip: new Blob(parts), leftOut };
    // Uncompressed bytes come out as the very array that went in.
    parts.push(references.get(value) ?? (value as Uint8Array<ArrayBuffer>));
  }

  async function* entries(): AsyncGenerator<Entry> {
    const ahead: Array<Promise<Entry | undefined>> = [];
    for (const [index, { name }] of files.entries()) {
      onFile(index);
      signal.throwIfAborted();
      while (ahead.length < READ_AHEAD && index + ahead.length < files.length)
        ahead.push(open(files[index + ahead.length]!));
      const entry = await ahead.shift();
      if (entry !== undefined) yield entry;
      else leftOut.push({ name, reason: "it cannot be read any more: moved, changed or deleted" });
    }
  }

  /** A file that is gone shows with its first piece, before the zip depends on it. */
  async function open({ file, name, size }: Picked): Promise<Entry | undefined> {
    try {
      return { name, lastModified: file.lastModified, input: pieces(file, size, await read(file, 0)) };
    } catch {
      return undefined;
    }
  }

  async function* pieces(file: File, size: number, first: Uint8Array): AsyncGenerator<Uint8Array> {
    yield first;
    for (let start = PIECE_BYTES; start < size; start += PIECE_BYTES) yield await read(file, start);
  }

  async function read(file: File, start: number): Promise<Uint8Array> {
    const piece = file.slice(start, start + PIECE_BYTES);
    const bytes = new Uint8Array(await piece.arrayBuffer());
    if (bytes.length >= REFERENCE_FROM_BYTES) references.set(bytes, piece);
    return bytes;
  }
}
