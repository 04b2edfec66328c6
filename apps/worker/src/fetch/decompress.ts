import { Readable } from "node:stream";
import type { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from "node:zlib";
import { FetchError } from "../http-client/fetch-error.ts";
import { readFirst, withFirst } from "./read-first.ts";

/** More encodings on top of each other are an attack. */
const ENCODINGS_MAX = 2;

/** Undoes a response's `Content-Encoding`: some servers compress although the request does not allow it. */
export function decompress(body: AsyncIterable<Buffer>, header: string | string[] | undefined): AsyncIterable<Buffer> {
  const names = [header ?? []]
    .flat()
    .join(",")
    .toLowerCase()
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "" && name !== "identity");
  if (names.length > ENCODINGS_MAX || names.some((name) => !(name in DECOMPRESSORS)))
    throw new FetchError("url_http_error", "The server sent the file in a compression that is not known.");
  return names.reduceRight((source, name) => decompressOne(source, name), body);
}

const DECOMPRESSORS: Readonly<Record<string, (first: number) => Transform>> = {
  gzip: () => createGunzip(),
  "x-gzip": () => createGunzip(),
  br: () => createBrotliDecompress(),
  // "deflate" means zlib, but some servers leave out the header of zlib.
  deflate: (first) => ((first & 0x0f) === 8 ? createInflate() : createInflateRaw()),
};

async function* decompressOne(source: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  const parts = source[Symbol.asyncIterator]();
  const first = await readFirst(parts, 1);
  const transform = DECOMPRESSORS[name]?.(first[0] ?? 0);
  if (transform === undefined) return;
  // An error of the source ends the transform with it, and the loop below throws it.
  pipeline(Readable.from(withFirst(first, parts)), transform).catch(() => undefined);
  for await (const part of transform) yield part as Buffer;
}
