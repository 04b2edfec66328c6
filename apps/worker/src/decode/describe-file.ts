/** Files that are sent under the name of an image, by their first bytes as Latin-1 text. */
const KINDS: ReadonlyArray<readonly [pattern: RegExp, what: string]> = [
  [/^(?:\xef\xbb\xbf)?\s{0,100}<(?:!doctype html|html|head|body)/i, "a web page"],
  [/^(?:\xef\xbb\xbf)?\s{0,100}<\?xml/i, "an XML document"],
  [/^PK(?:\x03\x04|\x05\x06)/, "a zip archive or an office document"],
  [/^(?:Rar!|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ|\x28\xb5\x2f\xfd)/, "an archive"],
  [/^\xd0\xcf\x11\xe0/, "an office document"],
  [/^[^]{4}ftyp|^\x1a\x45\xdf\xa3|^RIFF[^]{4}AVI |^[^]{4}moov/, "a video"],
  [/^ID3|^RIFF[^]{4}WAVE|^OggS|^fLaC/, "a sound file"],
  [/^\0+$/, "a file of zero bytes, as an interrupted copy leaves it"],
];
const START_BYTES = 512;
/** Bytes that text has not. */
// oxlint-disable-next-line no-control-regex
const BINARY = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/;

/** What a file is that is no image, for people; undefined where its first bytes do not say. */
export function describeFile(bytes: Buffer): string | undefined {
  const start = bytes.toString("latin1", 0, START_BYTES);
  const known = KINDS.find(([pattern]) => pattern.test(start))?.[1];
  return known ?? (BINARY.test(start) ? undefined : "a text file");
}
