/**
 * Whether a colour profile describes sRGB, the colours that photos are decoded to: then applying it changes nothing,
 * and that takes longer than decoding. Told by what the profile says of its colours, as many names stand for sRGB.
 */
export function isSrgbProfile(icc: Uint8Array | undefined): boolean {
  if (icc === undefined || icc.length < TAGS_START) return false;
  try {
    const profile = new DataView(icc.buffer, icc.byteOffset, icc.byteLength);
    const tags = tagsOf(profile);
    if (tags.has("A2B0") || tags.has("A2B1")) return false;
    return PRIMARIES.every(([colour, xyz]) => {
      const [point, curve] = [tags.get(`${colour}XYZ`), tags.get(`${colour}TRC`)];
      if (point === undefined || curve === undefined) return false;
      const isSame = xyz.every((value, axis) => Math.abs(fixed(profile, point + 8 + 4 * axis) - value) < SAME_POINT);
      return isSame && LEVELS.every((level) => Math.abs(curveAt(profile, curve, level) - linear(level)) < SAME_LIGHT);
    });
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** A profile begins with a header of 128 bytes and the number of its tags. */
const TAGS_START = 132;
const TAGS_MAX = 100;
/** The primaries of sRGB as profiles give them, adapted to their white point. */
const PRIMARIES: readonly (readonly [string, readonly number[]])[] = [
  ["r", [0.4361, 0.2225, 0.0139]],
  ["g", [0.3851, 0.7169, 0.0971]],
  ["b", [0.1431, 0.0606, 0.7141]],
];
/** Less than a level of 8 bits in the middle greys. */
const SAME_POINT = 0.002;
const SAME_LIGHT = 0.003;
const LEVELS = [0.1, 0.25, 0.5, 0.75, 0.9];

const linear = (level: number): number => (level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4);

function tagsOf(profile: DataView): Map<string, number> {
  const tags = new Map<string, number>();
  const count = Math.min(TAGS_MAX, profile.getUint32(TAGS_START - 4));
  for (let at = TAGS_START; at < TAGS_START + 12 * count; at += 12)
    tags.set(name(profile, at), profile.getUint32(at + 4));
  return tags;
}

const name = (profile: DataView, at: number): string =>
  String.fromCharCode(...[0, 1, 2, 3].map((byte) => profile.getUint8(at + byte)));

const fixed = (profile: DataView, at: number): number => profile.getInt32(at) / 65_536;

/** The light of a level, both 0..1; NaN for kinds of curves that sRGB is not written with. */
function curveAt(profile: DataView, at: number, level: number): number {
  const kind = name(profile, at);
  if (kind === "curv") {
    const count = profile.getUint32(at + 8);
    if (count < 2) return count === 1 ? level ** (profile.getUint16(at + 12) / 256) : level;
    const place = level * (count - 1);
    const below = Math.floor(place);
    const [low, high] = [below, Math.min(below + 1, count - 1)].map((k) => profile.getUint16(at + 12 + 2 * k) / 65_535);
    return low! + (high! - low!) * (place - below);
  }
  if (kind !== "para" || profile.getUint16(at + 8) !== 3) return NaN;
  const [g, a, b, c, d] = [0, 1, 2, 3, 4].map((k) => fixed(profile, at + 12 + 4 * k));
  return level >= d! ? (a! * level + b!) ** g! : c! * level;
}
