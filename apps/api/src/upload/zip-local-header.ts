import type { PackedEntry } from "./thread-jobs.ts";

/** Of the header before an entry's bytes; a name and an extra field follow, as long as it says (APPNOTE.TXT 4.3.7). */
export const LOCAL_HEADER_BYTES = 30;
export const LOCAL_SIGNATURE = 0x04034b50;
/** Checksum and sizes that are only known when the entry has passed stand behind it (4.4.4, bit 3). */
const SIZES_FOLLOW = 8;
/** Sizes that need more stand in the extra field (4.5.3). */
const IN_LONG_FORM = 0xffffffff;

/** What stands before an entry's bytes, of which the directory at the zip's end has the last word. */
export interface LocalHeader extends PackedEntry {
  flags: number;
  /** Of the unpacked bytes. */
  size: number;
  /** Whether checksum and sizes stand behind the entry; those here mean nothing then. */
  sizesFollow: boolean;
  /** Bytes of name and extra field. */
  nameBytes: number;
  extraBytes: number;
}

/** The header of an entry whose end it tells, or a descriptor behind the entry does; `undefined` for anything else. */
export function readLocalHeader(bytes: Buffer, offsetToLocalFileHeader: number): LocalHeader | undefined {
  if (bytes.length < LOCAL_HEADER_BYTES || bytes.readUInt32LE(0) !== LOCAL_SIGNATURE) return undefined;
  const flags = bytes.readUInt16LE(6);
  const header = {
    offsetToLocalFileHeader,
    flags,
    compressionMethod: bytes.readUInt16LE(8),
    crc32: bytes.readUInt32LE(14),
    compressedSize: bytes.readUInt32LE(18),
    size: bytes.readUInt32LE(22),
    sizesFollow: (flags & SIZES_FOLLOW) !== 0,
    nameBytes: bytes.readUInt16LE(26),
    extraBytes: bytes.readUInt16LE(28),
  };
  if (!header.sizesFollow && (header.compressedSize === IN_LONG_FORM || header.size === IN_LONG_FORM)) return undefined;
  return header;
}
