/** Files that are sent under the name of an image, by their first bytes as Latin-1 text. */
const STARTS: ReadonlyArray<readonly [what: string, ...starts: string[]]> = [
  ["a zip archive or an office document", "PK\x03\x04", "PK\x05\x06"],
  ["an archive", "Rar!", "7z\xbc\xaf", "\x1f\x8b", "BZh", "\xfd7zXZ", "\x28\xb5\x2f\xfd"],
  ["an office document", "\xd0\xcf\x11\xe0"],
  ["a video", "\x1a\x45\xdf\xa3"],
  ["a sound file", "ID3", "OggS", "fLaC"],
];
const PATTERNS: ReadonlyArray<readonly [what: string, pattern: RegExp]> = [
  ["a web page", /^(?:\xef\xbb\xbf)?\s{0,100}<(?:!doctype html|html|head|body)/i],
  ["an XML document", /^(?:\xef\xbb\xbf)?\s{0,100}<\?xml/i],
  ["a video", /^[^]{4}(?:ftyp|moov)|^RIFF[^]{4}AVI /],
  ["a sound file", /^RIFF[^]{4}WAVE/],
  ["a file of zero bytes, as an interrupted copy leaves it", /^\0+$/],
];
const START_BYTES = 512;
/** Bytes that text has not. */
// oxlint-disable-next-line no-control-regex
const BINARY = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/;

/** What a file is that is no image, for people; undefined where its first bytes do not say. */
export function describeFile(bytes: Buffer): string | undefined {
  const start = bytes.toString("latin1", 0, START_BYTES);
  const known =
    STARTS.find(([, ...starts]) => starts.some((each) => start.startsWith(each))) ??
    PATTERNS.find(([, pattern]) => pattern.test(start));
  return known?.[0] ?? (BINARY.test(start) ? undefined : "a text file");
}
