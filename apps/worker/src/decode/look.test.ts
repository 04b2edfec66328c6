import { expect, test } from "@jest/globals";
import { composedPhoto } from "@symphony/test-support/pictures";
import sharp from "sharp";
import { decodeBytes } from "./decode-bytes.ts";
import { lookOf } from "./look.ts";
import { scaledToThumbnail } from "./thumbnail.ts";

const bitsOf = (look: string): string => BigInt(`0x${look}`).toString(2).padStart(256, "0");

async function lookOfFile(bytes: Uint8Array): Promise<string> {
  const { pixels } = await decodeBytes(Buffer.from(bytes), { maxPixels: 1e7, maxSide: 640 });
  return lookOf(await scaledToThumbnail(pixels));
}

async function distance(a: Uint8Array, b: Uint8Array): Promise<number> {
  const [first, second] = [bitsOf(await lookOfFile(a)), bitsOf(await lookOfFile(b))];
  return [...first].filter((bit, i) => bit !== second[i]).length;
}

test("the same photo in another size, quality and format looks the same, and another photo does not", async () => {
  const photo = await composedPhoto(1, 2);
  const smaller = await sharp(photo).resize(320).jpeg({ quality: 60 }).toBuffer();
  const png = await sharp(photo).resize(500).png().toBuffer();
  const mirrored = await sharp(photo).flop().jpeg().toBuffer();
  expect(await distance(photo, smaller)).toBeLessThanOrEqual(10);
  expect(await distance(photo, png)).toBeLessThanOrEqual(10);
  expect(await distance(photo, mirrored)).toBeGreaterThan(10);
});

test("an even picture has an empty look, whatever the noise of its encoding", async () => {
  for (const background of ["white", "#7f8fa0"]) {
    const even = await sharp({ create: { width: 200, height: 150, channels: 3, background } })
      .jpeg({ quality: 40 })
      .toBuffer();
    expect(await lookOfFile(even)).toBe("0".repeat(64));
  }
});
