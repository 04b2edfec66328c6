const COUNTERS: Partial<Record<string, (bytes: Buffer) => number>> = {
  PNG: apngFrames,
  JPEG: mpoPictures,
  AVIF: avifFrames,
};

/**
 * How many pictures a PNG, JPEG or AVIF holds, which libvips does not say: it reads the first one, and so do browsers
 * that know nothing of the others. A damaged header counts as one.
 */
export function framesOf(bytes: Buffer, format: string): number {
  return Math.max(1, COUNTERS[format]?.(bytes) ?? 1);
}

/**
 * An animated PNG says so before its pixels, in a chunk `acTL`. The picture that is read is one of its frames only if a
 * chunk `fcTL` comes before it.
 */
function apngFrames(bytes: Buffer): number {
  let [frames, isFrame] = [1, true];
  for (let at = 8; at + 12 <= bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const type = bytes.toString("latin1", at + 4, at + 8);
    if (type === "acTL") [frames, isFrame] = [bytes.readUInt32BE(at + 8), false];
    if (type === "fcTL") isFrame = true;
    if (type === "IDAT") break;
  }
  return isFrame ? frames : frames + 1;
}

/** As far as the brands of a file are looked for. */
const BRANDS_END = 512;

/** An image sequence (ISO/IEC 14496-12) lists the sizes of its samples. */
function avifFrames(bytes: Buffer): number {
  const isSequence = bytes.toString("latin1", 8, Math.min(bytes.readUInt32BE(0), BRANDS_END)).includes("avis");
  const at = isSequence ? bytes.indexOf("stsz") : -1;
  return at >= 0 && at + 16 <= bytes.length ? bytes.readUInt32BE(at + 12) : 1;
}

const SEGMENT_APP2 = 0xe2;
const SCAN = 0xda;
const MARK = "MPF\0";

/** A multi-picture JPEG (CIPA DC-007) has an index of its pictures before the first one. */
function mpoPictures(bytes: Buffer): number {
  for (let at = 2; at + 10 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== SCAN;) {
    const length = bytes.readUInt16BE(at + 2);
    if (bytes[at + 1] === SEGMENT_APP2 && bytes.toString("latin1", at + 4, at + 8) === MARK)
      return picturesIn(bytes.subarray(at + 8, at + 2 + length), bytes);
    at += 2 + length;
  }
  return 1;
}

const ENTRIES_TAG = 0xb002;
const ENTRY_BYTES = 16;
/** Kinds of pictures in an index: a smaller copy, and one that says nothing of itself. */
const THUMBNAIL = 1;
const UNDEFINED = 0;
/** Phones keep how bright the parts of a photo are as a second picture. */
const BRIGHTNESS = ["hdrgm:", "hdrgainmap", "iso:ts:21496"];

function picturesIn(index: Buffer, bytes: Buffer): number {
  const isLittle = index.toString("latin1", 0, 2) === "II";
  const u16 = (at: number): number =>
    at + 2 > index.length ? 0 : isLittle ? index.readUInt16LE(at) : index.readUInt16BE(at);
  const u32 = (at: number): number =>
    at + 4 > index.length ? 0 : isLittle ? index.readUInt32LE(at) : index.readUInt32BE(at);
  const fields = Array.from({ length: Math.min(u16(u32(4)), 16) }, (_, i) => u32(4) + 2 + i * 12);
  const entries = fields.find((at) => u16(at) === ENTRIES_TAG);
  if (entries === undefined) return 1;
  const [count, start] = [Math.floor(u32(entries + 4) / ENTRY_BYTES), u32(entries + 8)];
  const kinds = Array.from({ length: Math.min(count, 1_000) }, (_, i) => (u32(start + i * ENTRY_BYTES) >> 16) & 0xff);
  const hasBrightness = kinds.slice(1).includes(UNDEFINED) && BRIGHTNESS.some((mark) => bytes.includes(mark));
  const isPicture = (kind: number, i: number): boolean =>
    i === 0 || (kind !== THUMBNAIL && !(kind === UNDEFINED && hasBrightness));
  return kinds.filter(isPicture).length;
}
