import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Sharp } from "sharp";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { pictureFile } from "../../fixtures/pictures.ts";
import { decodeImage, MAX_PIXELS_DEFAULT } from "../decode/decode-image.ts";
import { sharp } from "../decode/libvips.ts";
import type { Classification } from "./classification.ts";
import { openCascade } from "./open-cascade.ts";
import type { Cascade } from "./open-cascade.ts";

/** Cases that the samples do not cover. tests/flows/shipped-cascade.test.ts runs samples and real photos. */
const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const SAMPLES = join(ROOT, "samples");

let cascade: Cascade;
beforeAll(async () => {
  cascade = await openCascade(join(ROOT, "models"));
});
afterAll(() => cascade.close());

async function classify(path: string): Promise<Classification> {
  return cascade.classify(await decodeImage(path, { maxPixels: MAX_PIXELS_DEFAULT, maxSide: cascade.longestSide }));
}

/** A sample after a change. */
async function changed(sample: string, name: string, change: (picture: Sharp) => Sharp): Promise<string> {
  const picture = change(sharp(readFileSync(join(SAMPLES, sample))));
  return pictureFile(`${name}.png`, await picture.png().toBuffer());
}

test.each<[string, string, (picture: Sharp) => Sharp]>([
  ["turned to the right", "cooler.jpg", (picture) => picture.rotate(90)],
  ["turned to the left", "cooler.jpg", (picture) => picture.rotate(270)],
  ["tilted", "cooler.jpg", (picture) => picture.rotate(25, { background: "#fff" })],
  ["dark", "cooler.jpg", (picture) => picture.linear(0.3, 0)],
  ["pale", "cooler.jpg", (picture) => picture.linear(0.3, 150)],
  ["blurred", "cooler.jpg", (picture) => picture.blur(2)],
  [
    "white on transparent ground",
    "sticker.png",
    (picture) => picture.ensureAlpha().linear([0, 0, 0, 1], [255, 255, 255, 0]),
  ],
])("the mark is found: %s", async (name, sample, change) => {
  expect(await classify(await changed(sample, name, change))).toMatchObject({ verdict: "Valid" });
});

test.each([480, 1000, 1600])("a mark that nearly fills a picture %i px wide is found", async (width) => {
  const plate = join(SAMPLES, "plate.jpg");
  const { x1, y1, x2, y2 } = (await classify(plate)).box!;
  const room = Math.round((x2 - x1) / 10);
  const around = { left: x1 - room, top: y1 - room, width: x2 - x1 + 2 * room, height: y2 - y1 + 2 * room };
  const closeUp = await changed("plate.jpg", `close-${width}`, (picture) => picture.extract(around).resize(width));
  expect(await classify(closeUp)).toMatchObject({ verdict: "Valid" });
});

test("what a small input proposes and a reader verifies needs no large input", async () => {
  const classification = await classify(join(SAMPLES, "cooler-far.jpg"));
  expect(Object.keys(classification.stage_ms)).toEqual(["logo", "logo-read"]);
});

test("a product without a mark passes all stages, and nothing on it is like the mark", async () => {
  const classification = await classify(join(SAMPLES, "cooler-plain.jpg"));
  expect(classification).toMatchObject({ verdict: "Invalid", stages_left: 0 });
  const closely = classification.findings.find(({ stage }) => stage === "logo-close-read");
  expect(closely?.confidence ?? 0).toBeLessThan(0.1);
});

test("two marks in one picture are two detections", async () => {
  const cooler = readFileSync(join(SAMPLES, "cooler.jpg"));
  const { width } = await sharp(cooler).metadata();
  const two = await changed("cooler.jpg", "two", (picture) =>
    picture.extend({ right: width }).composite([
      { input: cooler, left: 0, top: 0 },
      { input: cooler, left: width, top: 0 },
    ]),
  );
  const { verdict, detections } = await classify(two);
  expect(verdict).toBe("Valid");
  expect(detections.map(({ box }) => box.x1 >= width).toSorted()).toEqual([false, true]);
});
