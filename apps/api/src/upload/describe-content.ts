export const ARCHIVE = "an archive";
/** Types of files that people send instead of images; others are named by their extension. */
const KINDS: ReadonlyArray<[pattern: RegExp, what: string]> = [
  [/^application\/pdf$/, "a PDF document"],
  [/officedocument|msword|ms-excel|opendocument|x-cfb|rtf/, "an office document"],
  [/zip|compress|tar|7z|rar|gzip|bzip|zstd|\bxz\b/, ARCHIVE],
  [/^video\//, "a video"],
  [/^audio\//, "a sound file"],
];
export const EMPTY = "an empty file";
/** Bytes that text has not. */
// oxlint-disable-next-line no-control-regex
const BINARY = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/;

/** What the first bytes of a file are, for people. */
export function describeContent(start: Buffer, type: { ext: string; mime: string } | undefined): string {
  if (start.length === 0) return EMPTY;
  if (type !== undefined && !type.mime.includes("xml"))
    return KINDS.find(([pattern]) => pattern.test(type.mime))?.[1] ?? `a file of the type ${type.ext}`;
  const text = start.toString("latin1");
  if (/^\s{0,100}(?:<!doctype html|<html|<head|<body)/i.test(text)) return "an HTML page";
  if (/<svg[\s>]/i.test(text)) return "an SVG drawing";
  if (text.startsWith("%!PS")) return "a PostScript document";
  return BINARY.test(text) ? "a file of an unknown type" : "a text file";
}
