import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { cascadeFolder, verifyStage, yoloStage } from "@symphony/test-support/cascade-folder";
import type { DecodedImage } from "../../decode/pixels.ts";
import { openCascade } from "../open-cascade.ts";
import type { Box, Stage } from "../stage.ts";
import { verifySchema } from "./schema.ts";
import { openVerifyStage } from "./verify-stage.ts";

const MARK: Box = { x1: 100, y1: 60, x2: 220, y2: 90 };
const COLOURS = { a: [255, 0, 0], b: [0, 255, 0], c: [0, 0, 255], white: [255, 255, 255] } as const;
type Stripe = keyof typeof COLOURS;

/** A white picture with stripes side by side in the place of the mark. The reader reads their colours as letters. */
function striped(stripes: readonly Stripe[], mark = MARK, width = 320, height = 240): DecodedImage {
  const data = new Uint8Array(width * height * 3).fill(255);
  for (let y = mark.y1; y < mark.y2; y += 1) {
    for (let x = mark.x1; x < mark.x2; x += 1) {
      const stripe = Math.floor(((x - mark.x1) * stripes.length) / (mark.x2 - mark.x1));
      data.set(COLOURS[stripes[stripe]!], (y * width + x) * 3);
    }
  }
  return { width, height, pixels: { data, width, height } };
}

/** The same picture, turned by a quarter to the right. */
function turned({ pixels: { data, width, height } }: DecodedImage): DecodedImage {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const from = (y * width + x) * 3;
      out.set(data.subarray(from, from + 3), (x * height + (height - 1 - y)) * 3);
    }
  return { width: height, height: width, pixels: { data: out, width: height, height: width } };
}

let stage: Stage;
beforeAll(async () => {
  const folder = await cascadeFolder([verifyStage()]);
  stage = await openVerifyStage(verifySchema.parse(verifyStage()), folder);
});
afterAll(() => stage.close());

const find = (image: DecodedImage, ...boxes: Box[]) =>
  stage.find(
    image,
    undefined,
    boxes.map((box) => ({ box, confidence: 0.3 })),
  );

test("without proposals there is nothing to verify", async () => {
  expect(await find(striped(["a", "b", "c"]))).toEqual([]);
});

test("a proposal that reads as the name is the logo", async () => {
  const [found] = await find(striped(["a", "b", "c"]), MARK);
  expect(found).toMatchObject({ box: MARK });
  expect(found!.confidence).toBeGreaterThan(0.9);
});

test("a proposal that reads otherwise is unlike the logo", async () => {
  const [found] = await find(striped(Array.from({ length: 24 }, (_, i) => (i % 2 === 0 ? "a" : "b"))), MARK);
  expect(found).toMatchObject({ box: MARK, reason: "unlike" });
  expect(found!.confidence).toBeLessThan(0.1);
});

test.each([1, 2, 3])("the logo is read after %s quarter turns", async (quarters) => {
  let image = striped(["a", "b", "c"]);
  let { x1, y1, x2, y2 } = MARK;
  for (let i = 0; i < quarters; i += 1) {
    [x1, y1, x2, y2] = [image.height - y2, x1, image.height - y1, x2];
    image = turned(image);
  }
  const [found] = await find(image, { x1, y1, x2, y2 });
  expect(found!.confidence).toBeGreaterThan(0.9);
});

test("boxes are in pixels of the original when the decoded pixels are fewer", async () => {
  const image = { ...striped(["a", "b", "c"]), width: 640, height: 480 };
  const [found] = await find(image, { x1: 200, y1: 120, x2: 440, y2: 180 });
  expect(found!.confidence).toBeGreaterThan(0.9);
});

test("the best proposal comes first, and at most three are read", async () => {
  const plain: Box = { x1: 10, y1: 150, x2: 90, y2: 170 };
  const [found, ...others] = await find(striped(["a", "b", "c"]), plain, MARK);
  expect(found).toMatchObject({ box: MARK });
  expect(others).toMatchObject([{ box: plain }]);
  expect(await find(striped(["a"]), plain, plain, plain, plain)).toHaveLength(3);
});

test("proposals with a low score are not read", async () => {
  expect(await stage.find(striped(["a", "b", "c"]), undefined, [{ box: MARK, confidence: 0.1 }])).toEqual([]);
});

test("a stage for large pictures leaves small ones to later stages", async () => {
  const stages = [await yoloStage("v8-weak"), verifyStage({ words: ["aa"], min_megapixels: 1 })];
  const later = verifyStage({ words: ["aa"], name: "later" });
  const cascade = await openCascade(await cascadeFolder([...stages, later]));
  expect(await cascade.classify(striped(["a", "white", "a"]))).toMatchObject({ detected_by: "later" });
  await cascade.close();
});

test("a small proposal that cannot be read is too small", async () => {
  const small: Box = { x1: 50, y1: 50, x2: 66, y2: 54 };
  expect(await find(striped(["a", "c"], small), small)).toMatchObject([{ reason: "too_small" }]);
});

test("in a cascade, what a detector is unsure of is read", async () => {
  const stages = [await yoloStage("v8-weak"), verifyStage({ words: ["aa"] })];
  const cascade = await openCascade(await cascadeFolder(stages));
  const image = striped(["a", "white", "a"]);
  expect(await cascade.classify(image)).toMatchObject({ verdict: "Valid", detected_by: "verify" });
  const other = await cascade.classify(striped(["a"]));
  expect(other).toMatchObject({ verdict: "Invalid", near_miss: { reason: "unlike" } });
  await cascade.close();
});

const WITH_CLASSIFIER = verifyStage({
  classifier: { file: "mark-classifier.onnx", read_from: 0 },
  calibration: { intercept: 4, reading: 2, proposal: 1, likeness: 1 },
});

test("the classifier orders proposals, and the unlikely ones are not read", async () => {
  const folder = await cascadeFolder([WITH_CLASSIFIER]);
  const both = await openVerifyStage(verifySchema.parse(WITH_CLASSIFIER), folder);
  const plain: Box = { x1: 10, y1: 150, x2: 90, y2: 170 };
  const find = (image: DecodedImage, boxes: readonly Box[]) =>
    both.find(
      image,
      undefined,
      boxes.map((box) => ({ box, confidence: 0.3 })),
    );
  expect(await find(striped(["a", "b", "c"]), [plain, MARK])).toEqual([
    { box: MARK, confidence: expect.closeTo(1, 1) },
    expect.objectContaining({ box: plain, reason: "unlike" }),
  ]);
  const [found] = await find(striped(["a", "b", "c"]), [plain]);
  expect(found).toMatchObject({ reason: "too_blurred" });
  expect(found!.confidence).toBeLessThan(0.01);
  await both.close();
});

test("a proposal that the classifier is sure of is accepted without reading", async () => {
  const sure = verifyStage({
    classifier: { file: "mark-classifier.onnx", read_from: 0 },
    calibration: { intercept: 0, reading: 0.5, proposal: 1, likeness: 1 },
  });
  const stage = await openVerifyStage(verifySchema.parse(sure), await cascadeFolder([sure]));
  const confidenceAt = async (threshold: number): Promise<number> =>
    (await stage.find(striped(["a", "b", "c"]), threshold, [{ box: MARK, confidence: 0.3 }]))[0]!.confidence;
  const unread = await confidenceAt(0.5);
  const read = await confidenceAt((1 + unread) / 2);
  expect(unread).toBeGreaterThan(0.5);
  expect(read).toBeGreaterThan((1 + unread) / 2);
  await stage.close();
});

test.each<[string, Record<string, unknown>, Stripe]>([
  ["the reader", { file: "word-reader-not-a-number.onnx" }, "a"],
  ["the classifier", { ...WITH_CLASSIFIER, classifier: { file: "mark-classifier-not-a-number.onnx" } }, "white"],
])("NaN of %s is a failure, never Invalid", async (_model, more, stripe) => {
  const config = verifyStage(more);
  const broken = await openVerifyStage(verifySchema.parse(config), await cascadeFolder([config]));
  try {
    const finding = broken.find(striped([stripe]), undefined, [{ box: MARK, confidence: 0.3 }]);
    await expect(finding).rejects.toThrow("not a number");
  } finally {
    await broken.close();
  }
});

test("a place too narrow for the classifier is too small, whatever it looks like", async () => {
  const sure = verifyStage({
    classifier: { file: "mark-classifier.onnx", read_from: 0 },
    calibration: { intercept: 0, reading: 0.5, proposal: 1, likeness: 1 },
  });
  const stage = await openVerifyStage(verifySchema.parse(sure), await cascadeFolder([sure]));
  const narrow: Box = { x1: 50, y1: 50, x2: 69, y2: 55 };
  const found = await stage.find(striped(["a", "b", "c"], narrow), undefined, [{ box: narrow, confidence: 0.3 }]);
  expect(found).toMatchObject([{ box: narrow, reason: "too_small" }]);
  await stage.close();
});

test("a classifier that returns more than one number cannot be used", async () => {
  const wrong = verifyStage({ classifier: { file: "word-reader.onnx" } });
  await expect(openCascade(await cascadeFolder([wrong]))).rejects.toThrow(/^Stage 'verify' cannot be used: /);
});

test("a recogniser that does not fit its characters cannot be used", async () => {
  const more = { characters: "word-reader.onnx" };
  await expect(openCascade(await cascadeFolder([verifyStage(more)]))).rejects.toThrow(
    /^Stage 'verify' cannot be used: the recogniser has 5 classes, but its characters and the blank make /,
  );
});

/** Sure of what it sees again, where one of the two looks alone would not do. */
const WITH_SECOND_LOOK = {
  classifier: { file: "mark-classifier.onnx", read_from: 0 },
  second_look: { file: "v8-free-size.onnx", from: 0 },
  calibration: { intercept: 0, reading: 0.5, proposal: 1, likeness: 0 },
};

/** Confidence of a place that the detector is almost certain not to be the mark. */
async function confidenceOf(
  image: DecodedImage,
  options: Record<string, unknown>,
  box = MARK,
  threshold = 2,
): Promise<number> {
  const config = verifyStage(options);
  const stage = await openVerifyStage(verifySchema.parse(config), await cascadeFolder([config]));
  const [found] = await stage.find(image, threshold, [{ box, confidence: 0.2 }]);
  await stage.close();
  return found!.confidence;
}

const odds = (confidence: number): number => Math.log(confidence / (1 - confidence));

test("a likely place is looked at again, and the mean of both looks counts", async () => {
  const { second_look: _, ...once } = WITH_SECOND_LOOK;
  const image = striped(["a"]);
  const [first, both] = [await confidenceOf(image, once), await confidenceOf(image, WITH_SECOND_LOOK)];
  // The second look says 0.9, the first said 0.2.
  expect(odds(both) - odds(first)).toBeCloseTo((odds(0.9) - odds(0.2)) / 2, 2);
});

test("a mark that stands upright or on its head is turned for the second look", async () => {
  const { second_look: _, ...once } = WITH_SECOND_LOOK;
  const image = turned(striped(["a"]));
  const box: Box = { x1: image.width - MARK.y2, y1: MARK.x1, x2: image.width - MARK.y1, y2: MARK.x2 };
  expect(await confidenceOf(image, WITH_SECOND_LOOK, box)).toBeGreaterThan(2 * (await confidenceOf(image, once, box)));
});

test("a place that the threshold in force accepts already is not looked at again", async () => {
  const { second_look: _, ...once } = WITH_SECOND_LOOK;
  const image = striped(["a"]);
  const accepting = { calibration: { ...once.calibration, intercept: 6 } };
  const first = await confidenceOf(image, { ...once, ...accepting });
  const at = (threshold: number) => confidenceOf(image, { ...WITH_SECOND_LOOK, ...accepting }, MARK, threshold);
  expect([await at(first - 0.01), (await at(first + 0.01)) > first]).toEqual([first, true]);
});

test("a second look that finds nothing, or an unlikely place, changes nothing", async () => {
  const { second_look, ...once } = WITH_SECOND_LOOK;
  const blue = striped(["c"]);
  expect(await confidenceOf(blue, WITH_SECOND_LOOK)).toBe(await confidenceOf(blue, once));
  const unlikely = { ...WITH_SECOND_LOOK, second_look: { ...second_look, from: 30 } };
  expect(await confidenceOf(striped(["a"]), unlikely)).toBe(await confidenceOf(striped(["a"]), once));
});

test("a second look that is no detector cannot be used", async () => {
  const wrong = verifyStage({ ...WITH_SECOND_LOOK, second_look: { file: "word-reader.onnx" } });
  await expect(openCascade(await cascadeFolder([wrong]))).rejects.toThrow(/^Stage 'verify' cannot be used: /);
});

test("a second look without a classifier is refused", async () => {
  const { classifier: _, ...without } = WITH_SECOND_LOOK;
  const folder = await cascadeFolder([verifyStage(without)]);
  await expect(openCascade(folder)).rejects.toThrow("second_look: needs a classifier");
});

test("a small place is looked at from a lower score on", async () => {
  const config = verifyStage({ propose: 0.25, propose_small: { from: 0.1, up_to_px: 40 } });
  const stage = await openVerifyStage(verifySchema.parse(config), await cascadeFolder([config]));
  const small: Box = { x1: 100, y1: 60, x2: 140, y2: 70 };
  const proposals = [MARK, small].map((box) => ({ box, confidence: 0.2 }));
  expect(await stage.find(striped(["a"]), undefined, proposals)).toMatchObject([{ box: small }]);
  await stage.close();
});
