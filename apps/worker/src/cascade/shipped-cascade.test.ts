import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { pictureFile } from "../../fixtures/pictures.ts";
import { decodeImage, MAX_PIXELS_DEFAULT } from "../decode/decode-image.ts";
import { sharp } from "../decode/libvips.ts";
import { Unjudgeable } from "../unjudgeable.ts";
import { openCascade, type Cascade } from "./open-cascade.ts";

/** The cascade as it is shipped, on what the samples do not show; those, and real photos, go through the whole system elsewhere. */
const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const SAMPLES = join(ROOT, "samples");

let cascade: Cascade;
beforeAll(async () => {
  cascade = await openCascade(join(ROOT, "models"));
});
afterAll(() => cascade.close());

async function verdictOf(path: string): Promise<string> {
  try {
    const image = await decodeImage(path, { maxPixels: MAX_PIXELS_DEFAULT, maxSide: cascade.longestSide });
    return (await cascade.judge(image)).verdict;
  } catch (error) {
    if (error instanceof Unjudgeable) return "Error";
    throw error;
  }
}

test.each([90, 270])("lettering that stands, turned by %s degrees, is read", async (turn) => {
  const file = await pictureFile("standing.png", await sharp(readFileSync(join(SAMPLES, "cooler.jpg"))).rotate(turn).png().toBuffer());
  expect(await verdictOf(file)).toBe("Valid");
});
