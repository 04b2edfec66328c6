/** Directories looked at and entries read of each: a header may claim any number. */
const DIRECTORIES_MAX = 32;
const ENTRIES_MAX = 512;
const VALUES_MAX = 16;

/** The values of a directory by their tags. */
export type Directory = ReadonlyMap<number, readonly number[]>;

/** Reads the directories of a TIFF (TIFF 6.0, section 2). A damaged header gives what can be read of it. */
export function createReader(bytes: Buffer) {
  const little = bytes.toString("latin1", 0, 2) === "II";
  const u16 = (at: number): number =>
    at + 2 > bytes.length ? 0 : little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
  const u32 = (at: number): number =>
    at + 4 > bytes.length ? 0 : little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);

  /** The values of an entry of type byte, short, long or IFD; others are not needed. */
  function values(entry: number): number[] {
    const type = u16(entry + 2);
    const size = type === 3 ? 2 : type === 4 || type === 13 ? 4 : 1;
    const count = Math.min(u32(entry + 4), VALUES_MAX);
    const start = u32(entry + 4) * size <= 4 ? entry + 8 : u32(entry + 8);
    const read = size === 2 ? u16 : size === 4 ? u32 : (at: number): number => bytes[at] ?? 0;
    return Array.from({ length: count }, (_, i) => read(start + i * size));
  }

  /** A directory and those that it leads to, in order. */
  function chain(start: number): Directory[] {
    const directories: Directory[] = [];
    for (let at = start; at > 0 && at < bytes.length && directories.length < DIRECTORIES_MAX;) {
      const count = Math.min(u16(at), ENTRIES_MAX);
      const entries = Array.from({ length: count }, (_, i) => at + 2 + i * 12);
      directories.push(new Map(entries.map((entry) => [u16(entry), values(entry)])));
      at = u32(at + 2 + u16(at) * 12);
    }
    return directories;
  }
  return { u32, chain };
}
