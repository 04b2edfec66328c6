import { createReader } from "./tiff-directories.ts";
import type { Directory } from "./tiff-directories.ts";

/** What the header of a TIFF says of its first picture. */
export interface TiffFacts {
  /** Whether the first picture is only a preview of another one, as in camera raw files. */
  previewFirst: boolean;
  /** Whether it has channels that are neither colour nor its transparency, such as spot colours. */
  extraChannels: boolean;
  /** Whether its pixels are coded in a way that libvips does not read, or shows in wrong colours. */
  unreadable: boolean;
}

/** Tags of TIFF 6.0, TIFF/EP and DNG. */
const TAG = {
  newSubfileType: 254,
  oldSubfileType: 255,
  width: 256,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  samplesPerPixel: 277,
  subIfds: 330,
  extraSamples: 338,
  sampleFormat: 339,
  yCbCrSubsampling: 530,
  dngVersion: 50_706,
} as const;
/** Colour filter array and linear raw: pictures that only a raw converter can show. */
const RAW_PHOTOMETRIC = new Set([32_803, 34_892]);
const REDUCED = 1;
const OLD_REDUCED = 2;
const NO_ALPHA = 0;
/** JPEG 2000, JBIG, LERC, LZMA, Zstandard, WebP and JPEG XL: libtiff is built without them. */
const UNREAD_COMPRESSIONS = new Set([33_003, 33_004, 33_005, 34_661, 34_712, 34_887, 34_925, 50_000, 50_001, 50_002]);
const NO_COMPRESSION = 1;
const JPEG_COMPRESSIONS = new Set([6, 7]);
/** Bits of a sample that libvips reads; scanners also write 10, 12 and 14. */
const READ_BITS = new Set([1, 2, 4, 8, 16, 32]);
const UNSIGNED = 1;
const SIGNED = 2;
const FLOAT = 3;
const RGB = 2;
const YCBCR = 6;
const CIELAB = 8;
/** ICCLAB and ITULAB. */
const UNREAD_PHOTOMETRIC = new Set([9, 10]);
/** Samples of the colours; those of RGB, YCbCr and CIELAB are three. */
const COLOURS: Readonly<Record<number, number>> = { 0: 1, 1: 1, 3: 1, 5: 4 };

/** Reads the directories of a TIFF. A damaged header gives what can be read of it. */
export function tiffFacts(bytes: Buffer): TiffFacts {
  const reader = createReader(bytes);
  const [first, ...pages] = reader.chain(reader.u32(4));
  if (first === undefined) return { previewFirst: false, extraChannels: false, unreadable: false };
  const subs = (first.get(TAG.subIfds) ?? []).flatMap((at) => reader.chain(at).slice(0, 1));
  const [width = 0] = first.get(TAG.width) ?? [];
  return {
    previewFirst:
      isReduced(first) ||
      first.has(TAG.dngVersion) ||
      bytes.toString("latin1", 8, 10) === "CR" ||
      [first, ...pages, ...subs].some(isRaw) ||
      subs.some((sub) => (sub.get(TAG.width)?.[0] ?? 0) > width),
    extraChannels: hasExtraChannels(first),
    unreadable: isUnreadable(first),
  };
}

/** Without a word about what samples beside the colours mean, they are not taken for transparency. */
function hasExtraChannels(directory: Directory): boolean {
  const extra = directory.get(TAG.extraSamples);
  if (extra !== undefined) return extra.length > 1 || extra[0] === NO_ALPHA;
  return (directory.get(TAG.samplesPerPixel)?.[0] ?? 1) > (COLOURS[photometricOf(directory)] ?? 3);
}

/** Told here, as the messages of libvips are not reliable while several files are decoded. */
function isUnreadable(directory: Directory): boolean {
  const photometric = photometricOf(directory);
  const compression = directory.get(TAG.compression)?.[0] ?? NO_COMPRESSION;
  const bits = directory.get(TAG.bitsPerSample) ?? [];
  // Without the tag it is 2 by 2, which libtiff converts to RGB. Of full chroma, it converts JPEG only.
  const hasFullChroma = (directory.get(TAG.yCbCrSubsampling) ?? []).slice(0, 2).join() === "1,1";
  return (
    UNREAD_COMPRESSIONS.has(compression) ||
    UNREAD_PHOTOMETRIC.has(photometric) ||
    // Zero is what is read beyond the end of a file that is cut off.
    bits.some((each) => each !== 0 && !READ_BITS.has(each)) ||
    hasOddSamples(photometric, bits, directory.get(TAG.sampleFormat) ?? [UNSIGNED]) ||
    (photometric === CIELAB && bits[0] === 8) ||
    (photometric === YCBCR && hasFullChroma && !JPEG_COMPRESSIONS.has(compression))
  );
}

/** libvips shows floats of other than three colours, large integers and those with a sign black, white or dark. */
function hasOddSamples(photometric: number, bits: readonly number[], formats: readonly number[]): boolean {
  const isFloat = formats.includes(FLOAT);
  if (bits.includes(32) && !isFloat) return true;
  if (isFloat) return photometric in COLOURS;
  // Two channels of CIELAB have a sign by their nature.
  return formats.includes(SIGNED) && (photometric in COLOURS || photometric === RGB);
}

const photometricOf = (directory: Directory): number => directory.get(TAG.photometric)?.[0] ?? -1;

const isRaw = (directory: Directory): boolean => RAW_PHOTOMETRIC.has(photometricOf(directory));

const isReduced = (directory: Directory): boolean =>
  ((directory.get(TAG.newSubfileType)?.[0] ?? 0) & REDUCED) !== 0 ||
  directory.get(TAG.oldSubfileType)?.[0] === OLD_REDUCED;
