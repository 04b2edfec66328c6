import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { pictureFile } from "../../fixtures/pictures.ts";
import { decodeImage, MAX_PIXELS_DEFAULT } from "../decode/decode-image.ts";
import { sharp } from "../decode/libvips.ts";
import { Unjudgeable } from "../unjudgeable.ts";
import { openCascade, type Cascade } from "./open-cascade.ts";

/** The cascade as it is shipped, on the committed samples and, where they lie beside the project, on real photos. */
const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const SAMPLES = join(ROOT, "samples");
const PHOTOS = join(ROOT, "../shared/data");
const PHOTOS_TIMEOUT_MS = 300_000;

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

describe("the samples", () => {
  const expected = JSON.parse(readFileSync(join(SAMPLES, "expected.json"), "utf8")) as Record<string, string>;
  test.each(Object.entries(expected))("%s is %s", async (file, verdict) => {
    expect(await verdictOf(join(SAMPLES, file))).toBe(verdict);
  });
});

test.each([90, 270])("lettering that stands, turned by %s degrees, is read", async (turn) => {
  const file = await pictureFile("standing.png", await sharp(readFileSync(join(SAMPLES, "cooler.jpg"))).rotate(turn).png().toBuffer());
  expect(await verdictOf(file)).toBe("Valid");
});

const photos = existsSync(PHOTOS) ? describe : describe.skip;
if (!existsSync(PHOTOS)) console.warn(`Real photos are left out: ${PHOTOS} does not exist.`);

photos("real photos", () => {
  /** Of every n-th photo: judging all takes minutes. */
  const verdicts = async (folder: string, every = 1): Promise<string[]> => {
    const found: string[] = [];
    for (const name of readdirSync(join(PHOTOS, folder)).filter((_, i) => i % every === 0)) found.push(await verdictOf(join(PHOTOS, folder, name)));
    return found;
  };

  test("with the logo are Valid, nine in ten at least", async () => {
    const found = await verdicts("logo");
    expect(found.filter((one) => one === "Valid").length).toBeGreaterThanOrEqual(0.9 * found.length);
  }, PHOTOS_TIMEOUT_MS);

  test("without it, or with a mere mention, are Invalid", async () => {
    const found = [...(await verdicts("none", 3)), ...(await verdicts("text"))];
    expect(found.filter((one) => one !== "Invalid")).toEqual([]);
  }, PHOTOS_TIMEOUT_MS);
});
