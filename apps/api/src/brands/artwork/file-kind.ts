import { TextDecoder } from "node:util";

/** What artwork may be, told by its first bytes and never by its name. */
export type ArtworkKind = "png" | "jpeg" | "svg";

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const JPEG = [0xff, 0xd8, 0xff];
/** An SVG may begin with a declaration and comments. */
const SVG_HEAD_BYTES = 4_096;

export function artworkKindOf(bytes: Uint8Array): ArtworkKind | undefined {
  const begins = (magic: readonly number[]): boolean => magic.every((byte, i) => bytes[i] === byte);
  if (begins(PNG)) return "png";
  if (begins(JPEG)) return "jpeg";
  const head = new TextDecoder().decode(bytes.subarray(0, SVG_HEAD_BYTES)).trimStart();
  return head.startsWith("<") && /<svg[\s>]/.test(head) ? "svg" : undefined;
}
