import { readFile, stat } from "node:fs/promises";
import { makeZip, predictLength } from "client-zip";
import type { FileFailure, SourceFile } from "../source-file.ts";

export interface PackedBundle {
  bytes: Buffer;
  /** Files that are not in it. */
  failed: FileFailure[];
}

/**
 * Packs small files into one zip without compression, because photos are compressed already. The same files give the
 * same bytes, so that a resumed upload goes on with them.
 */
export async function packBundle(files: readonly SourceFile[]): Promise<PackedBundle> {
  const failed: FileFailure[] = [];
  // One buffer of the right size: pieces that are put together later are in memory twice.
  const zip = Buffer.allocUnsafe(Number(predictLength(files)));
  let length = 0;
  for await (const piece of makeZip(entries())) {
    zip.set(piece, length);
    length += piece.length;
  }
  return { bytes: zip.subarray(0, length), failed };

  async function* entries() {
    for (const file of files) {
      const { name, modifiedMs } = file;
      try {
        yield { name, lastModified: new Date(modifiedMs), input: await readUnchanged(file) };
      } catch (error) {
        failed.push({ name, reason: (error as Error).message });
      }
    }
  }
}

async function readUnchanged({ path, size }: SourceFile): Promise<Uint8Array<ArrayBuffer>> {
  // Before it is read: it may have grown to gigabytes.
  const bytes = (await stat(path)).size === size ? await readFile(path) : undefined;
  if (bytes?.length !== size) throw new Error("it changed while it was being sent");
  return bytes;
}
