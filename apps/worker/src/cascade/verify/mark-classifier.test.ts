import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { decodeImage } from "../../decode/decode-image.ts";
import { openMarkClassifier } from "./mark-classifier.ts";

const ROOT = fileURLToPath(new URL("../../../../../", import.meta.url));
/** Where the mark lies in the sample. */
const MARK = { centre: { x: 403, y: 266.5 }, width: 198, height: 57 };

test.each([0, 0.05])("a view at %s and the same upside down are as likely together as alone", async (angle) => {
  const { pixels } = await decodeImage(`${ROOT}samples/cooler.jpg`, { maxPixels: 1e8, maxSide: 2560 });
  const classifier = await openMarkClassifier({ file: "mark-classifier.onnx", read_from: -6 }, `${ROOT}models`);
  try {
    const [upright, turned] = [angle, angle + Math.PI].map((each) => ({ ...MARK, angle: each }));
    const [first, second] = await classifier.rank(pixels, [upright!, turned!]);
    const [alone] = await classifier.rank(pixels, [turned!]);
    expect([first!.view, second!.view]).toEqual([upright, turned]);
    expect(second!.likeness).toBeCloseTo(alone!.likeness, 1);
    expect(first!.likeness - second!.likeness).toBeGreaterThan(1);
  } finally {
    await classifier.close();
  }
});
