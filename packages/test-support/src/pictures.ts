import { crc32 } from "node:zlib";
import sharp from "sharp";

const SIDE = 160;

async function picture(patch: boolean, seed: number): Promise<Buffer> {
  const background = { r: 90 + (seed % 60), g: 90 + (Math.floor(seed / 60) % 60), b: 120 };
  const base = sharp({ create: { width: SIDE, height: SIDE, channels: 3, background } });
  const red = { create: { width: 48, height: 32, channels: 3 as const, background: { r: 255, g: 0, b: 0 } } };
  const jpeg = await (patch ? base.composite([{ input: red, left: 40, top: 64 }]) : base)
    .jpeg({ quality: 90 })
    .toBuffer();
  // Similar colours become the same JPEG bytes. A comment after the first marker makes the files of two seeds differ.
  const comment = Buffer.from([0xff, 0xfe, 0, 6, 0, 0, 0, 0]);
  comment.writeUInt32BE(seed, 4);
  return Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]);
}

/** A picture in which the small model of the tests finds its mark. */
export const markedPicture = (seed = 0): Promise<Buffer> => picture(true, seed);

/** A picture in which the small model of the tests finds no mark. */
export const plainPicture = (seed = 0): Promise<Buffer> => picture(false, seed);

/** `count` different pictures; every second one has the mark. */
export function picturesOf(count: number): Promise<Buffer[]> {
  return Promise.all(Array.from({ length: count }, (_, i) => picture(i % 2 === 0, i)));
}

/** A PNG of a few hundred bytes whose header claims 60,000 by 60,000 pixels. */
export async function hugePicture(): Promise<Buffer> {
  const small = await sharp({ create: { width: 1, height: 1, channels: 3, background: "white" } })
    .png()
    .toBuffer();
  small.writeUInt32BE(60_000, 16);
  small.writeUInt32BE(60_000, 20);
  small.writeUInt32BE(crc32(small.subarray(12, 29)), 29);
  return small;
}

/** Two pictures on a white sheet of 640 x 480: enough shape to be known again in another size or format. */
export async function composedPhoto(marked: number, plain: number): Promise<Buffer> {
  const left = await sharp(await markedPicture(marked))
    .resize(300, 300)
    .toBuffer();
  const right = await sharp(await plainPicture(plain))
    .resize(200, 260)
    .toBuffer();
  return sharp({ create: { width: 640, height: 480, channels: 3, background: "white" } })
    .composite([
      { input: left, left: 40, top: 90 },
      { input: right, left: 380, top: 120 },
    ])
    .jpeg({ quality: 95 })
    .toBuffer();
}
