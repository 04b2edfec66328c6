import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
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

test.each([90, 270])("vertical lettering, rotated by %s degrees, is read", async (degrees) => {
  const file = await pictureFile(
    "vertical.png",
    await sharp(readFileSync(join(SAMPLES, "cooler.jpg")))
      .rotate(degrees)
      .png()
      .toBuffer(),
  );
  expect(await classify(file)).toMatchObject({ verdict: "Valid" });
});

test("a product without a mark is decided by the detector, without reading text", async () => {
  const classification = await classify(join(SAMPLES, "cooler-plain.jpg"));
  expect(classification).toMatchObject({ verdict: "Invalid", stages_left: 0 });
  expect(Object.keys(classification.stage_ms)).toEqual(["logo", "logo-close"]);
});
