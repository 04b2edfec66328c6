/**
 * Text of a file in the encoding that its bytes are in: UTF-16 by its mark, else UTF-8, and Windows-1252 (which
 * Latin-1 is a part of) where they are not valid UTF-8, as spreadsheets save lists.
 */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
