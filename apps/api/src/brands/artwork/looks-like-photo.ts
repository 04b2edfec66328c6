/** RGBA pixels. */
interface Pixels {
  data: Uint8Array;
  width: number;
  height: number;
}

/** Shades of a channel that are counted as one colour. */
const SHADES_PER_BIN = 16;
/** Flat colours that a mark is drawn with, their soft edges and gradients included. */
const COLOURS = 12;
/** Less of the picture than this in its most frequent colours is a photo. */
const FLAT_SHARE_MIN = 0.7;
/** A margin of one colour, as artwork has and photos do not. */
const MARGIN_SHARE_MIN = 0.85;
/** Pixels that are looked at. */
const SAMPLES = 40_000;

/**
 * Whether a picture is a photo and not the artwork of a mark: no transparency, no plain margin, and not drawn with a
 * few flat colours.
 */
export function looksLikePhoto({ data, width, height }: Pixels): boolean {
  const all = new Map<number, number>();
  const margin = new Map<number, number>();
  const step = Math.max(1, Math.floor(Math.sqrt((width * height) / SAMPLES)));
  for (let y = 0; y < height; y += step)
    for (let x = 0; x < width; x += step) {
      const at = 4 * (y * width + x);
      if (data[at + 3]! < 250) return false;
      const bin = binOf(data[at]!) * 256 + binOf(data[at + 1]!) * 16 + binOf(data[at + 2]!);
      all.set(bin, (all.get(bin) ?? 0) + 1);
      if (x < step || y < step || x + step >= width || y + step >= height) margin.set(bin, (margin.get(bin) ?? 0) + 1);
    }
  return shareOf(margin, 1) < MARGIN_SHARE_MIN && shareOf(all, COLOURS) < FLAT_SHARE_MIN;
}

const binOf = (value: number): number => Math.floor(value / SHADES_PER_BIN);

/** The share of the most frequent colours. */
function shareOf(counts: ReadonlyMap<number, number>, colours: number): number {
  const sorted = [...counts.values()].toSorted((a, b) => b - a);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
  return sum(sorted.slice(0, colours)) / Math.max(1, sum(sorted));
}
