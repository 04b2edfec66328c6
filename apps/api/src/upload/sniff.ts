import { fileTypeFromBuffer } from "file-type";
import type { FileTypeResult } from "file-type";
import { extensionOf, hasZipName } from "@symphony/contract";
import { describeContent } from "./describe-content.ts";

/** Bytes that are enough to detect a file's type. */
export const SNIFF_BYTES = 4_100;

/** What the first bytes of a stream say, and the same bytes from the first one on. */
export interface Sniffed {
  kind: "image" | "zip" | "other";
  /** What it is, for people: `a PDF document`. */
  what: string;
  bytes: AsyncIterable<Buffer>;
}

/** Detects the type of a stream by its first bytes. */
export async function sniff(stream: AsyncIterable<Buffer>): Promise<Sniffed> {
  const iterator = stream[Symbol.asyncIterator]();
  const head: Buffer[] = [];
  let size = 0;
  while (size < SNIFF_BYTES) {
    const next = await iterator.next();
    if (next.done) break;
    head.push(next.value);
    size += next.value.length;
  }
  const { type, what } = await describeStart(Buffer.concat(head));
  const kind = type?.mime.startsWith("image/") ? "image" : type?.mime === "application/zip" ? "zip" : "other";
  const bytes = (async function* () {
    try {
      yield* head;
      yield* { [Symbol.asyncIterator]: () => iterator };
    } finally {
      await iterator.return?.();
    }
  })();
  return { kind, what, bytes };
}

/** The type of a file by its first bytes, and what it is, for people. */
export async function describeStart(start: Buffer): Promise<{ type: FileTypeResult | undefined; what: string }> {
  const type = await fileTypeFromBuffer(start);
  return { type, what: describeContent(start, type) };
}

/** Whether a file is a zip to unpack: by its name, or without one by its content. Office documents are zips too. */
export function isZip(name: string, { kind }: Sniffed): boolean {
  if (hasZipName(name)) return kind !== "image";
  return kind === "zip" && extensionOf(name) === "";
}
