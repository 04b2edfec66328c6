import { crc32 } from "node:zlib";

const checksum = (text: string): string => crc32(text).toString(16).padStart(8, "0");

/** JSON as it stands on disk, with a CRC-32 of its body, so that a torn or damaged file is noticed. */
export const encodeChecked = (body: string): string => `{"crc":"${checksum(body)}","row":${body}}\n`;

/** The body, or `undefined` when the text is damaged. */
export function decodeChecked(text: string): string | undefined {
  const match = /^\{"crc":"([0-9a-f]{8})","row":(.*)\}\n$/s.exec(text);
  const body = match?.[2];
  return body === undefined || match?.[1] !== checksum(body) ? undefined : body;
}
