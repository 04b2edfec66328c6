import { describe, expect, test } from "@jest/globals";
import { pictureFile } from "../../fixtures/pictures.ts";
import { decodeImage } from "./decode-image.ts";
import { sharp } from "./libvips.ts";
import { isSrgbProfile } from "./srgb-profile.ts";

const LIMITS = { maxPixels: 1_000_000, maxSide: 1000 };

/** All levels of each colour, with a profile. */
const ramps = (profile: string): Promise<Buffer> =>
  sharp(
    Buffer.from(
      Array.from({ length: 768 }, (_, at) => [0, 1, 2].map((c) => (at % 3 === c ? at / 3 : 40)).flat()).flat(),
    ),
    {
      raw: { width: 256, height: 3, channels: 3 },
    },
  )
    .withIccProfile(profile, { attach: true })
    .png()
    .toBuffer();

const profileOf = async (file: Buffer): Promise<Uint8Array> => (await sharp(file).metadata()).icc!;

describe("a colour profile", () => {
  test("of sRGB is told from one of other colours", async () => {
    expect(isSrgbProfile(await profileOf(await ramps("srgb")))).toBe(true);
    expect(isSrgbProfile(await profileOf(await ramps("p3")))).toBe(false);
  });

  test("that is missing, cut off or no profile at all is not sRGB", async () => {
    const whole = await profileOf(await ramps("srgb"));
    expect(isSrgbProfile(undefined)).toBe(false);
    expect(isSrgbProfile(Buffer.alloc(200, 255))).toBe(false);
    for (const end of [0, 100, 132, 140, 300]) expect(isSrgbProfile(whole.subarray(0, end))).toBe(false);
  });

  test("of sRGB changes no colour, one of other colours does", async () => {
    const file = await ramps("srgb");
    const { pixels } = await decodeImage(await pictureFile("srgb.png", file), LIMITS);
    const applied = await sharp(file).raw().toBuffer();
    const most = Math.max(...pixels.data.map((value, at) => Math.abs(value - applied[at]!)));
    expect(most).toBeLessThanOrEqual(1);
    const wide = await ramps("p3");
    const decoded = await decodeImage(await pictureFile("p3.png", wide), LIMITS);
    expect([...decoded.pixels.data]).toEqual([...(await sharp(wide).raw().toBuffer())]);
    expect([...decoded.pixels.data]).not.toEqual([...(await sharp(wide, { ignoreIcc: true }).raw().toBuffer())]);
  });
});
