import { crc32 } from "node:zlib";

/** The upper half of code page 437, and its pictures for control characters. */
const UPPER_437 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";
const UTF8_FLAG = 0x800;
/** Info-ZIP's field with the name in UTF-8 and the checksum of the name in the record (APPNOTE.TXT 4.6.9). */
const UNICODE_PATH = 0x7075;
const UNICODE_PATH_HEADER_BYTES = 5;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The name of an entry: UTF-8 where the flag or the Unicode extra field says so. Other names are in code page 437, but
 * some programs write UTF-8 without the flag, and a name in code page 437 is hardly ever valid UTF-8 by chance.
 */
export function decodeName(bytes: Buffer, flags: number, extra: Buffer): string {
  const unicode = (flags & UTF8_FLAG) === 0 ? extraField(extra, UNICODE_PATH) : undefined;
  const named =
    unicode !== undefined &&
    unicode.length > UNICODE_PATH_HEADER_BYTES &&
    unicode[0] === 1 &&
    unicode.readUInt32LE(1) === crc32(bytes)
      ? decodeUtf8(unicode.subarray(UNICODE_PATH_HEADER_BYTES))
      : undefined;
  return named ?? decodeUtf8(bytes) ?? decode437(bytes);
}

function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

const decode437 = (bytes: Buffer): string =>
  Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : UPPER_437.charAt(byte - 0x80))).join("");

/** Control characters, and the character that stands for unreadable ones: no list and no log shows them well. */
// oxlint-disable-next-line no-control-regex
const UNSHOWABLE = /[\u0000-\u001f\u007f-\u009f\ufffd]/g;
const ROOT = /^(?:[/\\]|[a-z]:(?=[/\\]))+/i;

export const showable = (name: string): string => name.replace(UNSHOWABLE, "_");

/**
 * The path of an entry as unzip programs write it: without a root, and with slashes also where Windows programs wrote
 * backslashes only.
 *
 * @returns undefined when it leads out of the zip
 */
export function relativePath(name: string): string | undefined {
  const slashed = name.includes("/") ? name : name.replaceAll("\\", "/");
  const path = slashed.replace(ROOT, "");
  const parts = path.split(/[/\\]/);
  if (!parts.some((part) => part === ".." || part === ".")) return showable(path);
  const kept: string[] = [];
  for (const part of parts) {
    if (part === "..") {
      if (kept.pop() === undefined) return undefined;
    } else if (part !== "." && part !== "") kept.push(part);
  }
  return showable(kept.join("/"));
}

/** The content of an extra field (4.5.1). */
export function extraField(extra: Buffer, id: number): Buffer | undefined {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2))
    if (extra.readUInt16LE(at) === id) return extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
  return undefined;
}
