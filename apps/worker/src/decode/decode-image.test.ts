import { describe, expect, test } from "@jest/globals";
import { pictureFile } from "../../fixtures/pictures.ts";
import { decodeImage } from "./decode-image.ts";
import type { DecodeLimits } from "./decode-image.ts";
import { sharp } from "./libvips.ts";
import type { DecodedImage } from "./pixels.ts";

const LIMITS: DecodeLimits = { maxPixels: 1_000_000, maxSide: 1000 };

type Colour = readonly [number, number, number];
const RED: Colour = [255, 0, 0];
const BLUE: Colour = [0, 0, 255];

/** 60 x 40, the left half red and the right half blue. */
const redAndBlue = () =>
  sharp({ create: { width: 60, height: 40, channels: 3, background: "#ff0000" } }).composite([
    { input: { create: { width: 30, height: 40, channels: 3, background: "#0000ff" } }, left: 30, top: 0 },
  ]);

const decodeBytes = async (bytes: Uint8Array | string, limits = LIMITS) =>
  decodeImage(await pictureFile("picture.jpg", bytes), limits);

function colourAt({ pixels }: DecodedImage, x: number, y: number): number[] {
  const at = (y * pixels.width + x) * 3;
  return [...pixels.data.subarray(at, at + 3)];
}

function expectColour(image: DecodedImage, x: number, y: number, colour: Colour, tolerance = 12): void {
  colourAt(image, x, y).forEach((value, channel) =>
    expect(Math.abs(value - colour[channel]!)).toBeLessThanOrEqual(tolerance),
  );
}

describe("decoding", () => {
  // The side of the red half after the image is turned upright.
  const redSide = {
    1: "left",
    2: "right",
    3: "right",
    4: "left",
    5: "top",
    6: "top",
    7: "bottom",
    8: "bottom",
  } as const;
  test.each(Object.entries(redSide))("EXIF orientation %s is turned upright", async (orientation, side) => {
    const jpeg = await redAndBlue()
      .withMetadata({ orientation: Number(orientation) })
      .jpeg({ quality: 95 })
      .toBuffer();
    const image = await decodeBytes(jpeg);
    const [width, height] = Number(orientation) < 5 ? [60, 40] : [40, 60];
    expect(image).toMatchObject({ width, height, pixels: { width, height } });
    const at = { left: [5, 20], right: [width - 5, 20], top: [20, 5], bottom: [20, height - 5] }[side] as [
      number,
      number,
    ];
    expectColour(image, ...at, RED);
    expectColour(image, width - 1 - at[0], height - 1 - at[1], BLUE);
  });

  test("transparent pixels become white", async () => {
    const png = await sharp({
      create: { width: 8, height: 8, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();
    expectColour(await decodeBytes(png), 4, 4, [255, 255, 255], 0);
  });

  test("light parts on transparent ground are decoded on dark as well", async () => {
    const transparent = { r: 0, g: 0, b: 0, alpha: 0 };
    const light = { create: { width: 4, height: 4, channels: 3, background: "#fff" } } as const;
    const png = sharp({ create: { width: 8, height: 8, channels: 4, background: transparent } }).composite([
      { input: light, left: 0, top: 0 },
    ]);
    for (const picture of [png, png.clone().toColourspace("rgb16")]) {
      const { pixels, onDark } = await decodeBytes(await picture.png().toBuffer());
      expect([...new Set(pixels.data)]).toEqual([255]);
      expect([onDark!.data[0], onDark!.data.at(-1)]).toEqual([255, 40]);
    }
    expect(await decodeBytes(await redAndBlue().ensureAlpha().png().toBuffer())).toMatchObject({ onDark: undefined });
  });

  test("16 bits for each channel become 8", async () => {
    const png = await redAndBlue().toColourspace("rgb16").png().toBuffer();
    const image = await decodeBytes(png);
    expectColour(image, 5, 20, RED, 1);
    expect(image.pixels.data.length).toBe(60 * 40 * 3);
  });

  test("CMYK becomes RGB", async () => {
    const jpeg = await redAndBlue().toColourspace("cmyk").jpeg({ quality: 95 }).toBuffer();
    // Red is less bright in CMYK.
    expectColour(await decodeBytes(jpeg), 5, 20, RED, 60);
  });

  test("grey, with and without alpha, becomes RGB", async () => {
    const grey = redAndBlue().toColourspace("b-w");
    const image = await decodeBytes(await grey.clone().png().toBuffer());
    const [red, green, blue] = colourAt(image, 5, 20);
    expect(red).toBe(green);
    expect(green).toBe(blue);
    await expect(decodeBytes(await grey.ensureAlpha().png().toBuffer())).resolves.toMatchObject({ width: 60 });
  });

  test("an animation is decoded to its first frame", async () => {
    const frames = Buffer.concat([
      Buffer.alloc(20 * 20 * 3, Buffer.from(RED)),
      Buffer.alloc(20 * 20 * 3, Buffer.from(BLUE)),
    ]);
    const gif = await sharp(frames, { raw: { width: 20, height: 40, channels: 3, pageHeight: 20 } })
      .gif({ loop: 0, delay: [10, 10] })
      .toBuffer();
    const image = await decodeBytes(gif);
    expect(image).toMatchObject({ width: 20, height: 20 });
    expectColour(image, 10, 10, RED);
  });

  test.each(["webp", "tiff", "avif"] as const)("%s is decoded", async (format) => {
    const image = await decodeBytes(await redAndBlue().toFormat(format, { quality: 90 }).toBuffer());
    expect(image).toMatchObject({ width: 60, height: 40 });
    expectColour(image, 5, 20, RED, 30);
  });

  test("pixels are limited in size, and the size of the original is reported", async () => {
    const jpeg = await redAndBlue().resize(900, 600).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const image = await decodeBytes(jpeg, { ...LIMITS, maxSide: 120 });
    expect(image).toMatchObject({ width: 600, height: 900, pixels: { width: 80, height: 120 } });
    expectColour(image, 40, 10, RED);
  });
});

describe("F-37: refused is", () => {
  const fails = async (bytes: Uint8Array | string, limits = LIMITS) =>
    decodeBytes(bytes, limits).catch((error: unknown) => error);

  test("an empty file", async () => {
    expect(await fails("")).toMatchObject({ category: "empty_file", transient: false });
  });

  test("text with the name of a picture", async () => {
    expect(await fails("this is no picture, whatever its name says\n")).toMatchObject({ category: "not_an_image" });
  });

  test.each([
    ["SVG", '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
    ["PDF", "%PDF-1.7\n1 0 obj"],
    ["Photoshop", "8BPS\0\x01"],
    ["camera raw (CRW)", "II\x1a\0\0\0HEAPCCDR\x02\0"],
    ["camera raw (X3F)", "FOVb\0\0\x02\0"],
    ["camera raw (MRW)", "\0MRM\0\0\x10\0"],
    ["camera raw (ORF)", "MMOR\0\0\0\x08"],
  ])("%s, by its content", async (format, text) => {
    expect(await fails(text)).toMatchObject({
      category: "unsupported_format",
      message: expect.stringContaining(format),
    });
  });

  test("SVG by the decoder itself as well", async () => {
    await expect(
      sharp(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')).metadata(),
    ).rejects.toThrow(/unsupported/);
  });

  test("a truncated JPEG", async () => {
    const jpeg = await redAndBlue().resize(400, 300).jpeg().toBuffer();
    expect(await fails(jpeg.subarray(0, jpeg.length / 2))).toMatchObject({
      category: "corrupt_image",
      transient: false,
    });
  });

  test("a truncated PNG", async () => {
    const png = await redAndBlue().resize(400, 300).png().toBuffer();
    expect(await fails(png.subarray(0, png.length / 2))).toMatchObject({ category: "corrupt_image" });
  });

  test("random bytes after the signature of a JPEG", async () => {
    expect(await fails(Buffer.from("ffd8ffe0deadbeef", "hex"))).toMatchObject({ category: "corrupt_image" });
  });

  test("a header that declares 65,000 x 65,000 pixels", async () => {
    const png = await redAndBlue().png().toBuffer();
    png.writeUInt32BE(65_000, 16);
    png.writeUInt32BE(65_000, 20);
    expect(await fails(png)).toMatchObject({
      category: "too_many_pixels",
      message: "The image has more than 1 million pixels.",
    });
  });

  test("one pixel more than the limit", async () => {
    const png = await redAndBlue().png().toBuffer();
    expect(await fails(png, { ...LIMITS, maxPixels: 60 * 40 - 1 })).toMatchObject({ category: "too_many_pixels" });
    await expect(decodeBytes(png, { ...LIMITS, maxPixels: 60 * 40 })).resolves.toMatchObject({ width: 60 });
  });

  test("more bytes than the limit", async () => {
    expect(await fails("12345", { ...LIMITS, maxFileBytes: 4 })).toMatchObject({ category: "file_too_large" });
  });

  test("a missing file", async () => {
    await expect(decodeImage("/nowhere/picture.jpg", LIMITS)).rejects.toMatchObject({ category: "file_missing" });
  });
});
