/** What the header of a TIFF says of its first picture. */
export interface TiffFacts {
  /** Whether the first picture is only a preview of another one, as in camera raw files. */
  previewFirst: boolean;
  /** Whether it has channels that are neither colour nor its transparency, such as spot colours. */
  extraChannels: boolean;
}

/** Tags of TIFF 6.0, TIFF/EP and DNG. */
const TAG = {
  newSubfileType: 254,
  oldSubfileType: 255,
  width: 256,
  photometric: 262,
  subIfds: 330,
  extraSamples: 338,
  dngVersion: 50_706,
} as const;
/** Colour filter array and linear raw: pictures that only a raw converter can show. */
const RAW_PHOTOMETRIC = new Set([32_803, 34_892]);
const REDUCED = 1;
const OLD_REDUCED = 2;
const NO_ALPHA = 0;

/** Directories looked at and entries read of each: a header may claim any number. */
const DIRECTORIES_MAX = 32;
const ENTRIES_MAX = 512;
const VALUES_MAX = 16;

type Directory = ReadonlyMap<number, readonly number[]>;

/** Reads the directories of a TIFF. A damaged header gives what can be read of it. */
export function tiffFacts(bytes: Buffer): TiffFacts {
  const reader = createReader(bytes);
  const [first, ...pages] = reader.chain(reader.u32(4));
  if (first === undefined) return { previewFirst: false, extraChannels: false };
  const subs = (first.get(TAG.subIfds) ?? []).flatMap((at) => reader.chain(at).slice(0, 1));
  const [width = 0] = first.get(TAG.width) ?? [];
  const extra = first.get(TAG.extraSamples) ?? [];
  return {
    previewFirst:
      isReduced(first) ||
      first.has(TAG.dngVersion) ||
      bytes.toString("latin1", 8, 10) === "CR" ||
      [first, ...pages, ...subs].some(isRaw) ||
      subs.some((sub) => (sub.get(TAG.width)?.[0] ?? 0) > width),
    extraChannels: extra.length > 1 || extra[0] === NO_ALPHA,
  };
}

const isRaw = (directory: Directory): boolean => RAW_PHOTOMETRIC.has(directory.get(TAG.photometric)?.[0] ?? -1);

const isReduced = (directory: Directory): boolean =>
  ((directory.get(TAG.newSubfileType)?.[0] ?? 0) & REDUCED) !== 0 ||
  directory.get(TAG.oldSubfileType)?.[0] === OLD_REDUCED;

function createReader(bytes: Buffer) {
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
