import sharp from "sharp";
import type { Sharp } from "sharp";
import type { DecodedImage, Pixels } from "../../apps/worker/src/decode/pixels.ts";

/** A point of the picture in pixels. */
export type Point = readonly [x: number, y: number];

/** A photo with the corners of its mark: top left, top right, bottom right, bottom left of the upright mark. */
export interface MarkedPhoto {
  image: DecodedImage;
  corners: readonly Point[];
}

/** A state in which people send photos. */
export type Change = (photo: MarkedPhoto) => Promise<MarkedPhoto>;

/** The side of a photo after a messenger has scaled it down. */
const MESSENGER_SIDE_PX = 1280;
const NOISE_DEVIATION = 15;
const WHITE = { r: 255, g: 255, b: 255 };

export const STATES: Readonly<Record<string, Change>> = {
  clean: async (photo) => photo,
  "JPEG 30": colours((picture) => picture.jpeg({ quality: 30 })),
  "JPEG 15": colours((picture) => picture.jpeg({ quality: 15 })),
  messenger: async (photo) => {
    const longest = Math.max(photo.image.width, photo.image.height);
    const smaller = await scaled(Math.min(1, MESSENGER_SIDE_PX / longest))(photo);
    return colours((picture) => picture.jpeg({ quality: 60 }))(smaller);
  },
  dark: colours((picture) => picture.linear(0.4, 0)),
  "low contrast": colours((picture) => picture.linear(0.4, 0.6 * 128)),
  bright: colours((picture) => picture.linear(1.4, 20)),
  grey: colours((picture) => picture.grayscale().toColourspace("srgb")),
  "blur 1": colours((picture) => picture.blur(1)),
  "blur 2": colours((picture) => picture.blur(2)),
  noise: async (photo) => ({ ...photo, image: imageOf(noisy(photo.image.pixels)) }),
  "turned 90°": turned(90),
  "turned 180°": turned(180),
  "turned 10°": turned(10),
  "turned 25°": turned(25),
  sheared: moved(
    (picture) =>
      picture.affine(
        [
          [1, 0.25],
          [0, 1],
        ],
        { background: WHITE },
      ),
    ([x, y]) => [x + 0.25 * y, y],
  ),
  "three quarters": scaled(0.75),
  half: scaled(0.5),
  "warm light": colours((picture) => picture.linear([1.15, 0.95, 0.75], [0, 0, 0])),
  "WebP 40": colours((picture) => picture.webp({ quality: 40 })),
};

function open({ data, width, height }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false });
}

async function pixelsOf(picture: Sharp): Promise<Pixels> {
  const { data, info } = await picture.removeAlpha().toColourspace("srgb").raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

const imageOf = (pixels: Pixels): DecodedImage => ({ width: pixels.width, height: pixels.height, pixels });

/** A change of values that leaves every pixel in its place. It may end in an encoder. */
function colours(change: (picture: Sharp) => Sharp): Change {
  return async ({ image, corners }) => {
    const bytes = await change(open(image.pixels)).toBuffer({ resolveWithObject: true });
    const { width, height, channels, format } = bytes.info;
    const picture = format === "raw" ? sharp(bytes.data, { raw: { width, height, channels } }) : sharp(bytes.data);
    return { corners, image: imageOf(await pixelsOf(picture)) };
  };
}

/** A change of place. `where` tells the new place of a point, up to a shift that both pictures' centres show. */
function moved(change: (picture: Sharp) => Sharp, where: (point: Point) => Point): Change {
  return async ({ image, corners }) => {
    const pixels = await pixelsOf(change(open(image.pixels)));
    const [fromX, fromY] = where([image.width / 2, image.height / 2]);
    const [shiftX, shiftY] = [pixels.width / 2 - fromX, pixels.height / 2 - fromY];
    const placed = corners.map(where).map(([x, y]): Point => [x + shiftX, y + shiftY]);
    return { image: imageOf(pixels), corners: placed };
  };
}

/** Clockwise, with white in the corners. */
function turned(degrees: number): Change {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return moved(
    (picture) => picture.rotate(degrees, { background: WHITE }),
    ([x, y]) => [x * cos - y * sin, x * sin + y * cos],
  );
}

/** Larger or smaller. */
export function scaled(factor: number): Change {
  return async (photo) => {
    if (factor === 1) return photo;
    const width = Math.round(photo.image.width * factor);
    return moved(
      (picture) => picture.resize(width, Math.round(photo.image.height * factor), { fit: "fill" }),
      ([x, y]) => [x * factor, y * factor],
    )(photo);
  };
}

/** Adds the same Gaussian noise in every run (Box and Muller, 1958, over a linear congruential generator). */
function noisy({ data, width, height }: Pixels): Pixels {
  let seed = 1;
  const uniform = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return (seed + 1) / 2 ** 32;
  };
  const noise = (): number => NOISE_DEVIATION * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const values = Uint8ClampedArray.from(data, (value) => value + noise());
  return { data: new Uint8Array(values.buffer), width, height };
}
