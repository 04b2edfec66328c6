import { describe, expect, test } from "@jest/globals";
import type { BoundingBox } from "@symphony/contract";
import { patchPicture, pictureFile } from "../../fixtures/pictures.ts";
import { decodeImage } from "../decode/decode-image.ts";
import { sharp } from "../decode/libvips.ts";
import { markBoxes } from "./mark-boxes.ts";
import { markRegion, scaledRegion } from "./mark-region.ts";
import { makeMarks } from "./marks.ts";
import { makeView } from "./view.ts";

const LIMITS = { maxPixels: 1e7, maxSide: 4_096 };
const red = (width: number, height: number, alpha = false) =>
  sharp({ create: { width, height, channels: alpha ? 4 : 3, background: { r: 200, g: 20, b: 20, alpha: 0.5 } } });
const box = (x1: number, y1: number, x2: number, y2: number): BoundingBox => ({ x1, y1, x2, y2 });

async function viewOf(bytes: Buffer, maxSide = 100, limits = LIMITS) {
  const path = await pictureFile("photo", bytes);
  return makeView(path, await decodeImage(path, limits), maxSide);
}

describe("view", () => {
  test.each<[string, () => Promise<Buffer>, string]>([
    ["JPEG", () => red(80, 60).jpeg().toBuffer(), "jpeg"],
    ["PNG", () => red(80, 60).png().toBuffer(), "png"],
    ["WebP", () => red(80, 60).webp().toBuffer(), "webp"],
    ["grey PNG", () => red(80, 60).greyscale().png().toBuffer(), "png"],
  ])("a small %s is its own view", async (_name, make, type) => {
    expect(await viewOf(await make())).toEqual({ type });
  });

  test.each<[string, () => Promise<Buffer>, [number, number]]>([
    ["larger than the limit", () => red(400, 200).jpeg().toBuffer(), [100, 50]],
    ["on its side", () => red(80, 60).jpeg().withMetadata({ orientation: 6 }).toBuffer(), [60, 80]],
    ["transparent", () => red(80, 60, true).png().toBuffer(), [80, 60]],
    ["of another format", () => red(80, 60).tiff().toBuffer(), [80, 60]],
    ["in print colours", () => red(80, 60).toColourspace("cmyk").jpeg().toBuffer(), [80, 60]],
    ["of 16 bits", () => red(80, 60).toColourspace("rgb16").png().toBuffer(), [80, 60]],
    [
      "small in a large file",
      async () => Buffer.concat([await red(80, 60).jpeg().toBuffer(), Buffer.alloc(1_100_000)]),
      [80, 60],
    ],
  ])("a picture %s is encoded upright", async (_name, make, [width, height]) => {
    const { type, bytes } = await viewOf(await make());
    expect(type).toBe("jpeg");
    const metadata = await sharp(bytes).metadata();
    expect(metadata).toMatchObject({ format: "jpeg", width, height, space: "srgb" });
    expect(metadata.orientation).toBeUndefined();
  });

  test("has its size also where the models need a smaller picture", async () => {
    const { bytes } = await viewOf(await red(400, 200).jpeg().withMetadata({ orientation: 6 }).toBuffer(), 300, {
      ...LIMITS,
      maxSide: 64,
    });
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 150, height: 300 });
  });
});

/** A picture whose fourth channel says nothing of transparency, and one of light parts on transparent ground. */
async function fourChannels(kind: "extra channel" | "light"): Promise<Buffer> {
  const [width, height] = [400, 200];
  const data = Buffer.alloc(width * height * 4);
  for (let at = 0; at < data.length; at += 4)
    if (kind === "extra channel") data.set([200, 20, 20, 0], at);
    else if (at % (width * 4) > width * 2) data.set([255, 255, 255, 255], at);
  const picture = sharp(data, { raw: { width, height, channels: 4 } });
  if (kind === "light") return picture.png().toBuffer();
  const tiff = await picture.tiff({ compression: "none" }).toBuffer();
  const extraSamples = tiff.indexOf(Buffer.from(Uint16Array.of(338, 3, 1, 0).buffer));
  tiff.writeUInt16LE(0, extraSamples + 8);
  return tiff;
}

test.each([4_096, 50])("pictures for people show what was decoded, with the models at %s pixels", async (maxSide) => {
  for (const [kind, left] of [
    ["extra channel", [200, 20, 20]],
    ["light", [40, 40, 40]],
  ] as const) {
    const path = await pictureFile("photo", await fourChannels(kind));
    const image = await decodeImage(path, { ...LIMITS, maxSide });
    const view = await makeView(path, image, 100);
    const [mark] = await makeMarks(path, image, { detections: [{ box: box(20, 20, 380, 180) }] });
    for (const jpeg of [view.bytes, mark?.jpeg]) {
      const { data } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
      left.forEach((value, i) => expect(Math.abs(data[30 + i]! - value)).toBeLessThanOrEqual(6));
    }
  }
});

test("a mark has half its size around it, inside of the image", () => {
  const image = { width: 1_000, height: 500 };
  expect(markRegion(box(400, 200, 500, 240), image)).toEqual({ left: 350, top: 180, width: 200, height: 80 });
  expect(markRegion(box(0, 480, 100, 500), image)).toEqual({ left: 0, top: 470, width: 150, height: 30 });
  expect(scaledRegion({ left: 999, top: 499, width: 1, height: 1 }, image, { width: 10, height: 5 })).toEqual({
    left: 9,
    top: 4,
    width: 1,
    height: 1,
  });
});

test("marks are of the closest match, then of what was found, then of what another threshold may accept", () => {
  const [a, b, c, d] = [1, 2, 3, 4].map((x) => box(x, 0, 9, 9)) as [BoundingBox, BoundingBox, BoundingBox, BoundingBox];
  const findings = [
    { box: c, confidence: 0.1 },
    { box: a, confidence: 0.9 },
    { box: d, confidence: 0.2 },
  ];
  expect(markBoxes({ detections: [{ box: a }], near_miss: { box: b }, findings })).toEqual([b, a, d, c]);
  expect(markBoxes({})).toEqual([]);
  const ten = Array.from({ length: 10 }, (_, x) => ({ box: box(x, 5, 99, 9) }));
  expect(markBoxes({ detections: ten, near_miss: { box: b } })[0]).toEqual(b);
  const many = Array.from({ length: 40 }, (_, x) => ({ box: box(x, 0, 99, 9), confidence: x / 100 }));
  expect(markBoxes({ near_miss: null, findings: many }).map(({ x1 }) => x1)).toEqual([
    39, 38, 37, 36, 35, 34, 33, 32, 31, 30,
  ]);
});

test("marks keep the original's pixels, also where the models need a smaller picture, and are bounded", async () => {
  const { pixels } = patchPicture(2_400, 1_200, { x1: 1_000, y1: 600, x2: 1_080, y2: 640 });
  const raw = { width: pixels.width, height: pixels.height, channels: 3 } as const;
  const path = await pictureFile("photo.png", await sharp(pixels.data, { raw }).png().toBuffer());
  const detections = [{ box: box(1_000, 600, 1_080, 640) }, { box: box(0, 0, 2_400, 1_200) }];
  for (const maxSide of [4_096, 240]) {
    const image = await decodeImage(path, { ...LIMITS, maxSide });
    const [small, whole] = await makeMarks(path, image, { detections });
    const { data, info } = await sharp(small?.jpeg).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([160, 80]);
    // The edge of the mark is sharp: grey before it, red behind it.
    const at = (x: number) => [...data.subarray(3 * (40 * 160 + x), 3 * (40 * 160 + x) + 2)];
    expect(at(38)[1]! - at(42)[1]!).toBeGreaterThan(90);
    expect(await sharp(whole?.jpeg).metadata()).toMatchObject({ width: 1_024, height: 512 });
  }
});
