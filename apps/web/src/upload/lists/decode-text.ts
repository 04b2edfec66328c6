/** So many bytes tell whether every second one is zero, as in UTF-16 of Western text. */
const SAMPLE_BYTES = 200;

/**
 * Text of a file in the encoding that its bytes are in: UTF-16 by its mark or its zeros, else UTF-8, and Windows-1252 (which
 * Latin-1 is a part of) where they are not valid UTF-8, as spreadsheets save lists.
 */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  if (hasZeros(bytes, 1)) return new TextDecoder("utf-16le").decode(bytes);
  if (hasZeros(bytes, 0)) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** Whether most bytes at even places (`first` 0) or odd ones (1) are zero. */
function hasZeros(bytes: Uint8Array, first: 0 | 1): boolean {
  const places = bytes.subarray(0, SAMPLE_BYTES).filter((_, i) => i % 2 === first);
  return places.filter((byte) => byte === 0).length > places.length / 2;
}
