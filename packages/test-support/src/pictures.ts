import sharp from "sharp";

const SIDE = 160;

async function picture(patch: boolean, seed: number): Promise<Buffer> {
  const background = { r: 90 + (seed % 60), g: 90 + (Math.floor(seed / 60) % 60), b: 120 };
  const base = sharp({ create: { width: SIDE, height: SIDE, channels: 3, background } });
  const red = { create: { width: 48, height: 32, channels: 3 as const, background: { r: 255, g: 0, b: 0 } } };
  const jpeg = await (patch ? base.composite([{ input: red, left: 40, top: 64 }]) : base)
    .jpeg({ quality: 90 })
    .toBuffer();
  // Colours that are close become the same bytes: a comment behind the first marker keeps files of two seeds apart.
  const comment = Buffer.from([0xff, 0xfe, 0, 6, 0, 0, 0, 0]);
  comment.writeUInt32BE(seed, 4);
  return Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]);
}

/** A picture in which the tiny model of the tests finds its mark … */
export const markedPicture = (seed = 0): Promise<Buffer> => picture(true, seed);

/** … and one in which it does not. */
export const plainPicture = (seed = 0): Promise<Buffer> => picture(false, seed);

/** `count` pictures, every second one with the mark. */
export function picturesOf(count: number): Promise<Buffer[]> {
  return Promise.all(Array.from({ length: count }, (_, i) => picture(i % 2 === 0, i)));
}

/** A PNG whose header says that it is enormous, in a few hundred bytes. */
export async function hugePicture(): Promise<Buffer> {
  const small = await sharp({ create: { width: 1, height: 1, channels: 3, background: "white" } })
    .png()
    .toBuffer();
  small.writeUInt32BE(60_000, 16);
  small.writeUInt32BE(60_000, 20);
  return fixHeaderChecksum(small);
}

async function fixHeaderChecksum(png: Buffer): Promise<Buffer> {
  const { crc32 } = await import("node:zlib");
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}
