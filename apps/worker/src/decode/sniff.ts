import { heifFormat } from "./heif.ts";

/** The format of a file's first bytes: a supported photo format, a known format that is refused, or unknown. */
export type Sniffed = { kind: "photo" | "refused"; format: string } | { kind: "unknown" };

/** Enough for all signatures below, with room for an XML prolog before `<svg`. */
const SNIFF_BYTES = 1024;

type Signature = { kind: "photo" | "refused"; format: string; offset?: number; bytes: string };

/** Signatures as Latin-1 text, from the specifications of the formats. */
const SIGNATURES: readonly Signature[] = [
  { kind: "photo", format: "JPEG", bytes: "\xff\xd8\xff" },
  { kind: "photo", format: "PNG", bytes: "\x89PNG\r\n\x1a\n" },
  { kind: "photo", format: "GIF", bytes: "GIF87a" },
  { kind: "photo", format: "GIF", bytes: "GIF89a" },
  { kind: "photo", format: "WebP", offset: 8, bytes: "WEBPVP8" },
  { kind: "photo", format: "TIFF", bytes: "II*\0" },
  { kind: "photo", format: "TIFF", bytes: "MM\0*" },
  { kind: "refused", format: "camera raw (ORF)", bytes: "IIRO" },
  { kind: "refused", format: "camera raw (ORF)", bytes: "IIRS" },
  { kind: "refused", format: "camera raw (ORF)", bytes: "MMOR" },
  { kind: "refused", format: "camera raw (CRW)", offset: 6, bytes: "HEAPCCDR" },
  { kind: "refused", format: "camera raw (X3F)", bytes: "FOVb" },
  { kind: "refused", format: "camera raw (MRW)", bytes: "\0MRM" },
  { kind: "refused", format: "camera raw (RW2)", bytes: "IIU\0" },
  { kind: "refused", format: "camera raw (RAF)", bytes: "FUJIFILM" },
  { kind: "refused", format: "JPEG XL", bytes: "\xff\x0a" },
  { kind: "refused", format: "JPEG XL", bytes: "\0\0\0\x0cJXL \r\n\x87\n" },
  { kind: "refused", format: "JPEG 2000", bytes: "\0\0\0\x0cjP  \r\n\x87\n" },
  { kind: "refused", format: "BigTIFF", bytes: "II+\0" },
  { kind: "refused", format: "BigTIFF", bytes: "MM\0+" },
  { kind: "refused", format: "Photoshop", bytes: "8BPS" },
  { kind: "refused", format: "PDF", bytes: "%PDF-" },
  { kind: "refused", format: "PostScript", bytes: "%!PS" },
  { kind: "refused", format: "icon (ICO)", bytes: "\0\0\x01\0" },
  { kind: "refused", format: "OpenEXR", bytes: "v/1\x01" },
];

const BMP_HEADER_SIZES = new Set([12, 40, 52, 56, 108, 124]);

/** Some text files start with "BM" as well, so the size of the header is checked too. */
function isBmp(head: Buffer): boolean {
  return head.length >= 18 && head.toString("latin1", 0, 2) === "BM" && BMP_HEADER_SIZES.has(head.readUInt32LE(14));
}

/** Recognises the format by content: names and extensions may be wrong. */
export function sniff(head: Buffer): Sniffed {
  const text = head.toString("latin1", 0, SNIFF_BYTES);
  const heif = heifFormat(head);
  if (heif !== undefined) return heif;
  const known = SIGNATURES.find(({ bytes, offset = 0 }) => text.startsWith(bytes, offset));
  if (known !== undefined) return { kind: known.kind, format: known.format };
  if (isBmp(head)) return { kind: "refused", format: "BMP" };
  if (/<svg[\s>]/i.test(text)) return { kind: "refused", format: "SVG" };
  return { kind: "unknown" };
}
