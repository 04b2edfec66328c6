import { MARK_VARIANTS } from "@symphony/contract";
import type { Shown } from "@symphony/contract";
import type { Samples } from "./geometry/field.ts";
import { mapPoint } from "./geometry/homography.ts";
import type { Homography } from "./geometry/homography.ts";
import { sample } from "./geometry/sample.ts";

/** Artwork at the size at which its colours are compared. */
export interface Ink {
  artwork: Samples;
  /** 1 for the pixels of the mark, 0 for those of its ground. */
  mask: Uint8Array;
}

/** Of 255: what differs from the ground by more is the mark. */
const GROUND_TOLERANCE = 48;
const OPAQUE = 200;

/** @param artwork red, green, blue and alpha, with its ground around the mark */
export function inkOf(artwork: Samples): Ink {
  const { data, width, height } = artwork;
  const mask = new Uint8Array(width * height);
  for (let at = 0; at < mask.length; at += 1) {
    const differs = Math.max(...[0, 1, 2].map((c) => Math.abs(data[4 * at + c]! - data[c]!))) > GROUND_TOLERANCE;
    mask[at] = data[4 * at + 3]! > OPAQUE && (differs || data[3]! < OPAQUE) ? 1 : 0;
  }
  return { artwork, mask };
}

/**
 * How a picture shows the mark.
 *
 * @param map from the artwork to the picture
 * @param picture red, green and blue
 * @param mirrored whether the artwork was turned over before it was looked for
 */
export function shownAt(map: Homography, ink: Ink, picture: Samples, mirrored: boolean): Shown {
  return { ...poseOf(map, ink.artwork), mirrored, variants: variantsOf(map, ink, picture) };
}

/** Turn and stretch of the map around the centre of the artwork. */
export function poseOf(map: Homography, { width, height }: Pick<Samples, "width" | "height">) {
  const centre = { x: width / 2, y: height / 2 };
  const from = mapPoint(map, centre);
  const [right, down] = [mapPoint(map, { ...centre, x: centre.x + 1 }), mapPoint(map, { ...centre, y: centre.y + 1 })];
  const [a, b, c, d] = [right.x - from.x, right.y - from.y, down.x - from.x, down.y - from.y];
  // The singular values of a matrix of two rows, by its sum of squares and its determinant.
  const [squares, area] = [a * a + b * b + c * c + d * d, Math.abs(a * d - b * c)];
  const spread = Math.sqrt(Math.max(0, squares ** 2 - 4 * area ** 2));
  const stretch = Math.sqrt((squares + spread) / Math.max(Number.EPSILON, squares - spread));
  // Adding 0 turns -0 into 0.
  return { turn: Math.round((Math.atan2(b, a) * 180) / Math.PI) + 0, stretch: Math.round(stretch * 100) / 100 };
}

/** Levels of 0..255. Photos of white things are grey in the shade, and edges are soft. */
const NEUTRAL_SPREAD = 45;
const WHITE_FROM = 150;
const BLACK_UP_TO = 100;
/** A mark of one colour has this share of its pixels in it. */
const ONE_COLOUR_SHARE = 0.6;
/** The artwork in other light: brighter or darker by these factors, and its middle pixel this far off. */
const LIGHT = { least: 0.4, most: 1.6 };
const LIKE_ARTWORK_LEVELS = 45;

function variantsOf(map: Homography, { artwork, mask }: Ink, picture: Samples): Shown["variants"] {
  const { data } = sample(picture, map, artwork.width, artwork.height);
  const at = [...mask.keys()].filter((each) => mask[each] === 1);
  const seen = at.map((each) => [data[3 * each]!, data[3 * each + 1]!, data[3 * each + 2]!]);
  const drawn = at.map((each) => [...artwork.data.subarray(4 * each, 4 * each + 3)]);
  const white = areMostly(seen, (pixel) => isNeutral(pixel) && mean(pixel) >= WHITE_FROM);
  const black = areMostly(seen, (pixel) => isNeutral(pixel) && mean(pixel) <= BLACK_UP_TO);
  // Black is also what is left of any colour in the dark: coloured artwork has to keep some of its colour.
  const colour = isLike(seen, drawn) && (!(white || black) || areMostly(drawn, isNeutral));
  const isShown = { colour, white, black };
  return MARK_VARIANTS.filter((variant) => isShown[variant]);
}

type Pixel = readonly number[];

const mean = (values: Pixel): number => values.reduce((sum, each) => sum + each, 0) / values.length;
const isNeutral = (pixel: Pixel): boolean => Math.max(...pixel) - Math.min(...pixel) <= NEUTRAL_SPREAD;
const areMostly = (pixels: readonly Pixel[], is: (pixel: Pixel) => boolean): boolean =>
  pixels.filter(is).length >= ONE_COLOUR_SHARE * Math.max(1, pixels.length);

/** Whether the pixels are those of the artwork, all of them brighter or darker by one factor. */
function isLike(seen: readonly Pixel[], drawn: readonly Pixel[]): boolean {
  if (seen.length === 0) return false;
  const product = (a: readonly Pixel[], b: readonly Pixel[]): number =>
    a.reduce((sum, pixel, nth) => sum + pixel.reduce((part, value, c) => part + value * b[nth]![c]!, 0), 0);
  const factor = product(seen, drawn) / Math.max(1, product(drawn, drawn));
  const light = Math.min(LIGHT.most, Math.max(LIGHT.least, factor));
  const off = seen.map((pixel, nth) => mean(pixel.map((value, c) => Math.abs(value - light * drawn[nth]![c]!))));
  return off.toSorted((a, b) => a - b)[Math.floor(off.length / 2)]! <= LIKE_ARTWORK_LEVELS;
}
