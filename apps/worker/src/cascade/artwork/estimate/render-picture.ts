import type { DecodedImage } from "../../../decode/pixels.ts";
import type { Samples } from "../geometry/field.ts";
import { compose, cornersOf, inverse, scaling } from "../geometry/homography.ts";
import type { Homography } from "../geometry/homography.ts";
import { reduced } from "../geometry/sample.ts";
import { drawGround } from "./grounds.ts";
import { between } from "./random.ts";
import type { Random } from "./random.ts";

const WIDTH_PX = 480;
const HEIGHT_PX = 360;
const TURN_MAX_DEGREES = 25;
/** Seen from a side, a mark is this much narrower at most. */
const NARROWEST = 0.65;
const NOISE_LEVELS = 8;
/** Between the mark and the ground; less can happen, but then people do not see it either. */
const CONTRAST_LEVELS = 50;

/**
 * A picture that is drawn from an artwork.
 *
 * @param mark none: only the ground
 * @param long the long side of the mark, in pixels
 * @param photo a ground of 480 x 360 pixels; otherwise one is drawn
 */
export function renderPicture(mark: Samples | undefined, long: number, random: Random, photo?: Samples): DecodedImage {
  const ground = photo ?? drawGround(WIDTH_PX, HEIGHT_PX, random);
  const data = Float32Array.from(ground.data);
  if (mark !== undefined) draw(mark, placeOf(mark, long, random), data, random);
  const pixels = Uint8Array.from(data, (level) => Math.max(0, Math.min(255, level + NOISE_LEVELS * (random() - 0.5))));
  return { width: WIDTH_PX, height: HEIGHT_PX, pixels: { data: pixels, width: WIDTH_PX, height: HEIGHT_PX } };
}

/** From the artwork to a place within the picture where all of it fits. */
function placeOf(mark: Samples, long: number, random: Random): Homography {
  const turn = (between(random, -TURN_MAX_DEGREES, TURN_MAX_DEGREES) * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const narrow = between(random, NARROWEST, 1);
  const tilt = between(random, -0.15, 0.15) / Math.max(mark.width, mark.height);
  const centred = [1, 0, -mark.width / 2, 0, 1, -mark.height / 2, 0, 0, 1];
  const seen = compose([narrow, 0, 0, 0, 1, 0, tilt, 0, 1], centred);
  const turned = compose([cos, -sin, 0, sin, cos, 0, 0, 0, 1], seen);
  const sized = compose(scaling(long / Math.max(mark.width, mark.height)), turned);
  const corners = cornersOf(sized, mark);
  const shift = (axis: "x" | "y", room: number): number => {
    const sides = corners.map((corner) => corner[axis]);
    const [low, high] = [Math.min(...sides), Math.max(...sides)];
    return between(random, -low, Math.max(-low, room - high));
  };
  return compose([1, 0, shift("x", WIDTH_PX), 0, 1, shift("y", HEIGHT_PX), 0, 0, 1], sized);
}

/** Lays the mark over the picture, all of it lighter or darker where it would not differ from the ground. */
function draw(mark: Samples, place: Homography, picture: Float32Array, random: Random): void {
  const corners = cornersOf(place, mark);
  const light = between(random, 0.75, 1.1);
  const reach = (axis: "x" | "y"): [number, number] => {
    const sides = corners.map((corner) => corner[axis]);
    return [Math.max(0, Math.floor(Math.min(...sides))), Math.ceil(Math.max(...sides))];
  };
  const [[x1, x2], [y1, y2]] = [reach("x"), reach("y")];
  const back = inverse(place);
  const [width, height] = [Math.min(x2, WIDTH_PX) - x1, Math.min(y2, HEIGHT_PX) - y1];
  const layer = reduced(mark, compose(back, [1, 0, x1, 0, 1, y1, 0, 0, 1]), width, height);
  const ground = meanOf(picture, [x1, y1, Math.min(x2, WIDTH_PX), Math.min(y2, HEIGHT_PX)]);
  const turnedOver = Math.abs(meanLevel(mark) - ground) < CONTRAST_LEVELS && mark.data[3] === 0;
  for (let y = y1; y < Math.min(y2, HEIGHT_PX); y += 1)
    for (let x = x1; x < Math.min(x2, WIDTH_PX); x += 1) {
      if (!isInside(back, x + 0.5, y + 0.5, mark)) continue;
      const [from, to] = [((y - y1) * width + x - x1) * 4, (y * WIDTH_PX + x) * 3];
      const alpha = layer.data[from + 3]! / 255;
      for (let c = 0; c < 3; c += 1) {
        const level = turnedOver ? (ground > 128 ? 20 : 235) : layer.data[from + c]! * light;
        picture[to + c] = picture[to + c]! * (1 - alpha) + level * alpha;
      }
    }
}

function isInside(back: Homography, x: number, y: number, { width, height }: Samples): boolean {
  const w = back[6]! * x + back[7]! * y + back[8]!;
  const u = (back[0]! * x + back[1]! * y + back[2]!) / w;
  const v = (back[3]! * x + back[4]! * y + back[5]!) / w;
  return u >= 0 && v >= 0 && u <= width && v <= height;
}

function meanOf(picture: Float32Array, [x1, y1, x2, y2]: readonly [number, number, number, number]): number {
  let sum = 0;
  for (let y = y1; y < y2; y += 1)
    for (let i = (y * WIDTH_PX + x1) * 3; i < (y * WIDTH_PX + x2) * 3; i += 1) sum += picture[i]!;
  return sum / Math.max(1, (x2 - x1) * (y2 - y1) * 3);
}

function meanLevel({ data }: Samples): number {
  let [sum, weight] = [0, 1];
  for (let at = 0; at < data.length; at += 4) {
    sum += ((data[at]! + data[at + 1]! + data[at + 2]!) / 3) * data[at + 3]!;
    weight += data[at + 3]!;
  }
  return sum / weight;
}
