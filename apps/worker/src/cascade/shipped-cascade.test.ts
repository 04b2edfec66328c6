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

/** The cascade as it is shipped, on what the samples do not show; those, and real photos, go through the whole system elsewhere. */
const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const SAMPLES = join(ROOT, "samples");

let cascade: Cascade;
beforeAll(async () => {
  cascade = await openCascade(join(ROOT, "models"));
});
afterAll(() => cascade.close());

async function classified(path: string): Promise<Classification> {
  return cascade.classify(await decodeImage(path, { maxPixels: MAX_PIXELS_DEFAULT, maxSide: cascade.longestSide }));
}

test.each([90, 270])("lettering that stands, turned by %s degrees, is read", async (turn) => {
  const file = await pictureFile(
    "standing.png",
    await sharp(readFileSync(join(SAMPLES, "cooler.jpg")))
      .rotate(turn)
      .png()
      .toBuffer(),
  );
  expect(await classified(file)).toMatchObject({ verdict: "Valid" });
});

test("a product without a mark is answered by the detector, and nothing is read", async () => {
  const classification = await classified(join(SAMPLES, "cooler-plain.jpg"));
  expect(classification).toMatchObject({ verdict: "Invalid", stages_left: 0 });
  expect(Object.keys(classification.stage_ms)).toEqual(["logo", "logo-close"]);
});
