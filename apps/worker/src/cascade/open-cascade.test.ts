import { createHash } from "node:crypto";
import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { cascadeFolder, verifyStage, yoloStage } from "@symphony/test-support/cascade-folder";
import { patchPicture } from "../../fixtures/pictures.ts";
import type { Patch } from "../../fixtures/pictures.ts";
import { CascadeError } from "./cascade-error.ts";
import { openCascade } from "./open-cascade.ts";
import type { CascadeOptions } from "./open-cascade.ts";
import type { DecodedImage } from "../decode/pixels.ts";

const PATCH: Patch = { x1: 300, y1: 60, x2: 380, y2: 120 };

async function classify(stages: Record<string, unknown>[], image: DecodedImage, options: CascadeOptions = {}) {
  const cascade = await openCascade(await cascadeFolder(stages), options);
  try {
    return await cascade.classify(image);
  } finally {
    await cascade.close();
  }
}

/** The fixture models work in cells of 8 input pixels, which are `cell` pixels of the picture. */
function expectBox(box: Patch | null, patch: Patch, cell: number): void {
  for (const side of ["x1", "y1", "x2", "y2"] as const)
    expect(Math.abs(box![side] - patch[side])).toBeLessThanOrEqual(cell);
}

describe("every layout and input format finds the patch in its place", () => {
  test.each([
    ["v5", {}],
    ["v8", {}],
    ["v8-free-size", {}],
    ["v8-batch-4", {}],
    ["v8-float16", {}],
    ["v8-uint8", {}],
    ["v8-uint8-nhwc", {}],
    ["v8-rectangular", { input_size: [96, 160] }],
    ["v8-two-classes", { classes: ["plate", "logo"], accept: ["logo"] }],
    ["v8", { sha256: undefined }],
    ["end2end", {}],
  ])("%s", async (model, more) => {
    const { verdict, confidence, detected_by, box } = await classify(
      [await yoloStage(model, more)],
      patchPicture(480, 360, PATCH),
    );
    expect({ verdict, detected_by }).toEqual({ verdict: "Valid", detected_by: model });
    expect(confidence).toBeCloseTo(0.9, 2);
    expectBox(box, PATCH, 8 * (380 / 96));
  });
});

test("another model under the same name has another fingerprint, and a listed one its checksum", async () => {
  const folder = await cascadeFolder([await yoloStage("v8", { sha256: undefined })]);
  const fingerprintOf = async (): Promise<string> => {
    const cascade = await openCascade(folder);
    await cascade.close();
    return cascade.fingerprint;
  };
  const before = await fingerprintOf();
  expect(await fingerprintOf()).toBe(before);
  // Bytes after the graph are a field that nobody knows: the model is the same, and its file another one.
  await appendFile(join(folder, "v8.onnx"), Buffer.from([0xf8, 0x7f, 0x01]));
  expect(await fingerprintOf()).not.toBe(before);
});

test("a stage for large pictures rules nothing out in a smaller one", async () => {
  const reject = { below: 0.95, scale: 0.01 };
  const stages = [await yoloStage("v8", { min_megapixels: 1, reject }), await yoloStage("v8", { name: "other" })];
  expect((await classify(stages, patchPicture(480, 360, PATCH))).detected_by).toBe("other");
});

test.each([0.17, 0.18])("a stage for pictures from %s megapixels on looks at those only", async (min_megapixels) => {
  const stages = [await yoloStage("v8", { min_megapixels }), await yoloStage("v8", { name: "other" })];
  const { detected_by } = await classify(stages, patchPicture(480, 360, PATCH));
  expect(detected_by).toBe(480 * 360 < min_megapixels * 1e6 ? "other" : "v8");
});

test("boxes are in pixels of the original when the decoded pixels are smaller", async () => {
  const small = patchPicture(240, 180, { x1: 150, y1: 30, x2: 190, y2: 60 });
  const { box } = await classify([await yoloStage("v8")], { ...small, width: 480, height: 360 });
  expectBox(box, PATCH, 8 * (500 / 160));
});

test("a box that extends beyond the picture is clipped", async () => {
  const { box } = await classify(
    [await yoloStage("v8", { margin: 0 })],
    patchPicture(210, 210, { x1: 0, y1: 150, x2: 100, y2: 210 }),
  );
  expect(box).toMatchObject({ x1: 0, y2: 210 });
});

test("without a patch the verdict is Invalid and there is no closest match", async () => {
  const classification = await classify([await yoloStage("v8")], patchPicture(480, 360));
  expect(classification).toMatchObject({
    verdict: "Invalid",
    confidence: null,
    detected_by: null,
    box: null,
    near_miss: null,
  });
  expect(Object.keys(classification.stage_ms)).toEqual(["v8"]);
});

test("the first stage that reaches its threshold ends the cascade", async () => {
  const stages = [await yoloStage("v8-weak"), await yoloStage("v8"), await yoloStage("end2end")];
  const classification = await classify(stages, patchPicture(480, 360, PATCH));
  expect(classification).toMatchObject({ verdict: "Valid", detected_by: "v8", near_miss: null });
  expect(Object.keys(classification.stage_ms)).toEqual(["v8-weak", "v8"]);
});

describe("the whole picture at half the size", () => {
  /** So placed that it covers most of two cells, which are twice as large at half the size. */
  const SMALL: Patch = { x1: 300, y1: 60, x2: 346, y2: 106 };
  const boxesWith = async (threshold: number, min_box: number) => {
    const stage = await yoloStage("v8-free-size", { threshold, half_size: { min_box } });
    const { findings } = await classify([stage], patchPicture(480, 360, SMALL));
    return findings.map(({ box: { x1, x2 } }) => x2 - x1);
  };

  test("is looked at when the whole picture was not enough", async () => {
    expect(await boxesWith(0.5, 0)).toHaveLength(1);
    const [seen, seenAtHalf] = await boxesWith(0.95, 0);
    expect(seenAtHalf! / seen!).toBeCloseTo(2, 0);
  });

  test("gives large boxes only", async () => {
    expect(await boxesWith(0.95, 24)).toHaveLength(1);
  });

  test("needs a model of free size", async () => {
    const stage = await yoloStage("v8", { half_size: { min_box: 0 } });
    await expect(classify([stage], patchPicture(480, 360))).rejects.toThrow("half_size needs a model whose input");
  });
});

describe("a stage that rules the logo out ends the cascade", () => {
  const classifyWith = async (reject: unknown, image: DecodedImage) =>
    classify([await yoloStage("v8-weak", { reject }), await yoloStage("v8")], image);

  test("when its best score is too low; no threshold would run the later stages", async () => {
    const classification = await classifyWith({ below: 0.5, scale: 0.1 }, patchPicture(480, 360, PATCH));
    expect(classification).toMatchObject({ verdict: "Invalid", stages_left: 0, near_miss: { stage: "v8-weak" } });
    expect(Object.keys(classification.stage_ms)).toEqual(["v8-weak"]);
    expect(await classifyWith({ below: 0.5, scale: 0.1 }, patchPicture(480, 360))).toMatchObject({
      verdict: "Invalid",
      near_miss: null,
    });
  });

  test("not when it found a possible logo", async () => {
    expect(await classifyWith({ below: 0.2, scale: 0.1 }, patchPicture(480, 360, PATCH))).toMatchObject({
      verdict: "Valid",
      detected_by: "v8",
    });
  });

  test("not when an earlier stage found a possible logo", async () => {
    const blind = await yoloStage("v8-two-classes", {
      classes: ["plate", "logo"],
      accept: ["plate"],
      reject: { below: 0.25, scale: 0.1 },
    });
    const [weak, sure] = [await yoloStage("v8-weak"), await yoloStage("v8")];
    expect(await classify([blind, sure], patchPicture(480, 360, PATCH))).toMatchObject({ verdict: "Invalid" });
    expect(await classify([weak, blind, sure], patchPicture(480, 360, PATCH))).toMatchObject({
      verdict: "Valid",
      detected_by: "v8",
    });
  });

  test("not when the picture was scaled down a lot", async () => {
    expect(await classifyWith({ below: 0.5, scale: 0.5 }, patchPicture(480, 360, PATCH))).toMatchObject({
      verdict: "Valid",
      detected_by: "v8",
    });
    const shrunk = { ...patchPicture(160, 120, { x1: 100, y1: 20, x2: 127, y2: 40 }), width: 480, height: 360 };
    expect(await classifyWith({ below: 0.5, scale: 0.5 }, shrunk)).toMatchObject({
      verdict: "Valid",
      detected_by: "v8",
    });
  });
});

test("a picture that is seen on white and on dark gets the better result", async () => {
  const [plain, marked] = [patchPicture(480, 360), patchPicture(480, 360, PATCH)];
  const stages = [await yoloStage("v8")];
  expect(await classify(stages, { ...plain, onDark: marked.pixels })).toMatchObject({ verdict: "Valid" });
  expect(await classify(stages, { ...marked, onDark: plain.pixels })).toMatchObject({ verdict: "Valid" });
  expect(await classify(stages, { ...plain, onDark: plain.pixels })).toMatchObject({ verdict: "Invalid" });
});

test("a picture that is valid on white may have more on dark, where no stage looked", async () => {
  const [plain, marked] = [patchPicture(480, 360), patchPicture(480, 360, PATCH)];
  const stages = [await yoloStage("v8"), await yoloStage("end2end")];
  expect(await classify(stages, { ...marked, onDark: plain.pixels })).toMatchObject({ stages_left: 3 });
  expect(await classify(stages, { ...plain, onDark: marked.pixels })).toMatchObject({ stages_left: 1 });
  expect(await classify(stages, { ...plain, onDark: plain.pixels })).toMatchObject({ stages_left: 0 });
});

test("below the threshold the best box is kept as the closest match", async () => {
  const classification = await classify([await yoloStage("v8-weak")], patchPicture(480, 360, PATCH));
  expect(classification).toMatchObject({ verdict: "Invalid", box: null, near_miss: { stage: "v8-weak" } });
  expect(classification.confidence).toBeCloseTo(0.3, 2);
  expectBox(classification.near_miss!.box, PATCH, 32);
});

test("one threshold replaces those of all stages", async () => {
  const image = patchPicture(480, 360, PATCH);
  expect(await classify([await yoloStage("v8-weak")], image, { confidenceThreshold: 0.2 })).toMatchObject({
    verdict: "Valid",
  });
  expect(await classify([await yoloStage("v8")], image, { confidenceThreshold: 0.95 })).toMatchObject({
    verdict: "Invalid",
  });
});

test("no threshold makes a proposal valid that a verifying stage refused", async () => {
  const stages = [await yoloStage("v8-weak"), verifyStage({ propose: 0.1 })];
  const image = patchPicture(480, 360, PATCH);
  for (const options of [{}, { confidenceThreshold: 0.05 }]) {
    const classification = await classify(stages, image, options);
    expect(classification).toMatchObject({ verdict: "Invalid", detections: [], brand: "Red" });
    expect(classification.near_miss).toMatchObject({ stage: "verify", reason: expect.any(String) });
  }
});

test("a lower threshold accepts what an earlier of two verifying stages found", async () => {
  const calibration = { intercept: 0, reading: 0.001, proposal: 0.001 };
  const verifying = (name: string) => verifyStage({ name, propose: 0.1, calibration, threshold: 0.9 });
  const stages = [await yoloStage("v8-weak"), verifying("read"), await yoloStage("v8-weak", { name: "close" })];
  const image = patchPicture(480, 360, PATCH);
  const options = { confidenceThreshold: 0.4 };
  expect(await classify([...stages, verifying("close-read")], image, options)).toMatchObject({
    verdict: "Valid",
    detected_by: "read",
    threshold: 0.4,
  });
});

test("classes that are not accepted do not count", async () => {
  const stage = await yoloStage("v8-two-classes", { classes: ["plate", "logo"], accept: ["plate"] });
  expect(await classify([stage], patchPicture(480, 360, PATCH))).toMatchObject({ verdict: "Invalid" });
});

test("tiles find a patch that is too small in the whole picture", async () => {
  const tiny: Patch = { x1: 1200, y1: 300, x2: 1230, y2: 330 };
  const image = patchPicture(1600, 1200, tiny);
  expect(await classify([await yoloStage("v8")], image)).toMatchObject({ verdict: "Invalid" });
  const { verdict, box } = await classify([await yoloStage("v8", { tiles: { across: 6 } })], image);
  expect(verdict).toBe("Valid");
  expectBox(box, tiny, 8 * (320 / 160));
});

test("an output of NaN is a failure, never Invalid", async () => {
  const stages = [await yoloStage("not-a-number"), await yoloStage("v8")];
  expect(await classify(stages, patchPicture(480, 360))).toMatchObject({ verdict: "Invalid" });
  await expect(classify(stages, patchPicture(480, 360, PATCH))).rejects.toMatchObject({
    category: "model_failed",
    transient: true,
    message: "The model of stage 'not-a-number' failed on this image.",
  });
});

describe("a cascade that cannot be used does not open", () => {
  test.each([
    ["a missing file", "v8", { file: "gone.onnx" }, "Stage 'v8' cannot be used: the file gone.onnx cannot be read"],
    ["a file other than the listed one", "v8", { sha256: "0".repeat(64) }, "is not the one listed: its sha256 is"],
    ["a size other than the model's", "v8", { input_size: 320 }, "but input_size says 320 x 320"],
    ["an output of an unknown layout", "classifier", {}, "fits no known layout"],
    ["a layout that the output does not have", "v8", { layout: "v5" }, "does not fit layout v5"],
    ["more classes than the output has", "v8", { classes: ["logo", "plate"] }, "fits no known layout"],
    ["fewer classes than the output has", "v8-two-classes", { classes: ["logo"] }, "fits no known layout"],
    ["no classes", "v8", { classes: undefined }, "stage 'v8': classes: must list the names of all the model's classes"],
  ])("%s", async (_case, model, more, sentence) => {
    const opening = openCascade(await cascadeFolder([await yoloStage(model, more)]));
    await expect(opening).rejects.toThrow(CascadeError);
    await expect(opening).rejects.toThrow(sentence);
  });

  test("a file that is not a model", async () => {
    const bytes = "not a model";
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const folder = await cascadeFolder([await yoloStage("v8", { sha256 })]);
    await writeFile(join(folder, "v8.onnx"), bytes);
    await expect(openCascade(folder)).rejects.toThrow(/^Stage 'v8' cannot be used: /);
  });
});
