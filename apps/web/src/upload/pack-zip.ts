import { makeZip } from "client-zip";
import type { LeftOut } from "../browser/recent-batches.ts";
import type { Picked } from "./pick-files.ts";

export interface PackOptions {
  signal: AbortSignal;
  onFile(done: number): void;
}

export interface Packed {
  zip: Blob;
  /** Files that could not be read any more, moved or deleted since they were picked. */
  leftOut: LeftOut[];
}

/**
 * Packs files into one zip as a stream, without compressing: photos are compressed already. The bytes go
 * from disk through the zip into a Blob, which the browser keeps on disk when it is large.
 *
 * @throws the signal's reason when it was cancelled
 */
export async function packZip(files: readonly Picked[], { signal, onFile }: PackOptions): Promise<Packed> {
  const leftOut: LeftOut[] = [];
  const zip = await new Response(makeZip(readable(files, signal, onFile, leftOut)).pipeThrough(new TransformStream(), { signal })).blob();
  return { zip, leftOut };
}

async function* readable(files: readonly Picked[], signal: AbortSignal, onFile: (done: number) => void, leftOut: LeftOut[]): AsyncGenerator<{ input: File; name: string }> {
  for (const [done, { file, name }] of files.entries()) {
    signal.throwIfAborted();
    onFile(done);
    if (await canBeRead(file)) yield { input: file, name };
    else leftOut.push({ name, reason: "it cannot be read any more: moved, changed or deleted" });
  }
}

/** A file that is gone shows with its first byte, before the zip depends on it. */
const canBeRead = (file: File): Promise<boolean> => file.slice(0, 1).arrayBuffer().then(() => true, () => false);
