import { expect, test } from "@jest/globals";
import { CascadeError } from "./cascade-error.ts";
import { parseCascade, readCascadeFile } from "./cascade-file.ts";

const WORDMARK = {
  name: "wordmark",
  type: "wordmark",
  words: ["symphony"],
  max_edits: 2,
  input_size: [960, 1920],
  threshold: 0.4,
};
const YOLO = {
  name: "logo",
  type: "yolo",
  file: "logo.onnx",
  sha256: "0".repeat(64),
  input_size: [480, 640],
  classes: ["logo"],
  threshold: 0.35,
};

const parse = (stages: unknown[], more = {}) => parseCascade(JSON.stringify({ brand: "Symphony", stages, ...more }));

test("a cascade with all stage types is parsed, with defaults for missing keys", () => {
  const { stages } = parse([YOLO, { ...WORDMARK, input_size: 960 }]);
  expect(stages).toMatchObject([
    { margin: 10, iou: 0.45 },
    { input_size: [960], box_threshold: 0.6 },
  ]);
});

test.each([
  ["an unknown key of a stage", [{ ...YOLO, tresholds: 0.5 }], "cascade.json: stage 'logo': unknown key 'tresholds'"],
  ["a threshold out of range", [{ ...YOLO, threshold: 1.5 }], "stage 'logo': threshold: "],
  ["no stage", [], "must list at least one stage"],
  [
    "the same name twice",
    [YOLO, { ...WORDMARK, name: "logo" }],
    "stage 'logo': name: 'logo' is already the name of an earlier stage",
  ],
  ["an unknown type", [{ ...YOLO, type: "magic" }], "stage 'logo': type: "],
  ["missing classes", [{ ...YOLO, classes: undefined }], `classes: must list the names of all the model's classes`],
  ["an accepted class that is not listed", [{ ...YOLO, accept: ["lgo"] }], "accept: 'lgo' is not listed in classes"],
  ["a missing key", [{ ...WORDMARK, words: undefined }], "stage 'wordmark': words: "],
  ["a file outside the folder", [{ ...YOLO, file: "../logo.onnx" }], "must be a path below the models folder"],
  ["a malformed checksum", [{ ...YOLO, sha256: "abc" }], "must be 64 hexadecimal digits"],
  ["a stage without a name", [WORDMARK, { type: "yolo" }], "stage 2: "],
])("refused: %s", (_case, stages, sentence) => {
  expect(() => parse(stages)).toThrow(CascadeError);
  expect(() => parse(stages)).toThrow(sentence);
});

test("an unknown key of the file is refused with its name", () => {
  expect(() => parse([YOLO], { brnad: "x" })).toThrow("cascade.json: unknown key 'brnad'");
});

test("text that is not JSON is refused", () => {
  expect(() => parseCascade("{ brand: ")).toThrow("cascade.json is not valid JSON");
});

test("a folder without the file is refused", async () => {
  await expect(readCascadeFile("/nowhere")).rejects.toThrow("/nowhere/cascade.json cannot be read");
});
