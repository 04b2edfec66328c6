import { describe, expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FIXTURE_MODELS } from "../../../fixtures/cascade-folder.ts";
import { classNames } from "./class-names.ts";
import { narrowUnit, widenHalves } from "./half.ts";
import { inputTensor, type InputFormat } from "./input-tensor.ts";
import { interpret } from "./interpret.ts";
import { layoutOf } from "./layout.ts";
import { boxInPicture, letterbox } from "./letterbox.ts";
import { overlap, suppress } from "./suppress.ts";
import { tileRegions } from "./tiles.ts";

const INPUT = { width: 640, height: 640 };

describe("the layout, by the output's shape", () => {
  test.each([
    ["YOLOv5, 80 classes", [1, 25_200, 85], 80, "v5"],
    ["YOLOv5, one class", [1, 25_200, 6], 1, "v5"],
    ["YOLOv8, 80 classes", [1, 84, 8400], 80, "v8"],
    ["YOLOv8, one class", [1, 5, 8400], 1, "v8"],
    ["an anchor-free detector with one grid of its own", [1, 5, 6400], 1, "v8"],
    ["end to end, one class", [1, 300, 6], 1, "end2end"],
    ["end to end, 80 classes", [1, 300, 6], 80, "end2end"],
    ["segmentation", [1, 116, 8400], 80, undefined],
    ["a classifier", [1, 1000], 1000, undefined],
  ] as const)("%s", (_case, dims, classes, layout) => {
    expect(layoutOf(dims, classes, INPUT)).toBe(layout);
  });
});

describe("letterbox", () => {
  test("a wide picture lies in the middle, its margin around it", () => {
    // 1260 + 2 * 10 across makes 640 at half size.
    expect(letterbox({ width: 1260, height: 620 }, INPUT, 10)).toEqual({
      left: 5, top: 165, width: 630, height: 310, margin: 5, scaleX: 0.5, scaleY: 0.5,
    });
  });

  test("there and back is where it was, margin or not", () => {
    for (const margin of [0, 10, 33]) {
      const place = letterbox({ width: 777, height: 333 }, { width: 640, height: 480 }, margin);
      const box = { x1: 100, y1: 50, x2: 300, y2: 150 };
      const inInput = {
        x1: box.x1 * place.scaleX + place.left,
        y1: box.y1 * place.scaleY + place.top,
        x2: box.x2 * place.scaleX + place.left,
        y2: box.y2 * place.scaleY + place.top,
      };
      for (const [side, value] of Object.entries(boxInPicture(inInput, place))) expect(value).toBeCloseTo(box[side as "x1"], 9);
      expect(place.left - place.margin).toBeGreaterThanOrEqual(0);
      expect(place.top - place.margin).toBeGreaterThanOrEqual(0);
    }
  });

  test("a line of one pixel stays one", () => {
    expect(letterbox({ width: 5000, height: 1 }, INPUT, 0)).toMatchObject({ width: 640, height: 1 });
  });
});

describe("the input", () => {
  const picture = { data: new Uint8Array([255, 0, 51]), width: 1, height: 1 };
  const place = { left: 1, top: 2, width: 1, height: 1, margin: 1, scaleX: 1, scaleY: 1 };
  const format: InputFormat = { type: "uint8", order: "NHWC", batch: 1, width: 3, height: 4 };
  const [grey, white] = [[114, 114, 114], [255, 255, 255]];

  test("is grey, with a white margin around the picture", () => {
    const { dims, data } = inputTensor(picture, place, format);
    expect(dims).toEqual([1, 4, 3, 3]);
    expect([...data]).toEqual([grey, grey, grey, white, white, white, white, [255, 0, 51], white, white, white, white].flat());
  });

  test("has a plane a channel where the model wants it so, scaled to 0..1", () => {
    const { dims, data } = inputTensor(picture, place, { ...format, order: "NCHW", type: "float32", batch: 2 });
    expect(dims).toEqual([2, 3, 4, 3]);
    expect([data[7], data[12 + 7], data[24 + 7]]).toEqual([1, 0, Math.fround(0.2)]);
    expect(data[0]).toBeCloseTo(114 / 255, 6);
    expect(data.length).toBe(2 * 3 * 4 * 3);
  });

  test("half floats hold every level as well as 16 bits can", () => {
    const levels = Array.from({ length: 256 }, (_, level) => level / 255);
    widenHalves(Uint16Array.from(levels, narrowUnit)).forEach((value, level) => {
      expect(Math.abs(value - levels[level]!)).toBeLessThanOrEqual(2 ** -12);
    });
    expect([...widenHalves(Uint16Array.from([0x3c00, 0xc000, 0x0001, 0x7c00, 0x7e00]))]).toEqual([1, -2, 2 ** -24, Infinity, NaN]);
  });
});

describe("interpreting", () => {
  const output = (rows: number[][]) => ({ data: Float32Array.from(rows.flat()), rows: rows.length, columns: rows[0]!.length });
  const rounded = (findings: ReturnType<typeof interpret>) =>
    findings.map(({ box, confidence }) => [box.x1, box.y1, box.x2, box.y2, Number(confidence.toFixed(3))]);

  test("v5: objectness times class, best first", () => {
    const rows = [[50, 40, 20, 10, 0.5, 0.8, 0.1], [10, 10, 4, 4, 0.9, 0.9, 0.2], [10, 10, 4, 4, 0.005, 1, 0]];
    expect(rounded(interpret(output(rows), "v5", [true, true]))).toEqual([[8, 8, 12, 12, 0.81], [40, 35, 60, 45, 0.4]]);
  });

  test("v8: a column a box", () => {
    const columns = [[50, 10], [40, 10], [20, 4], [10, 4], [0.3, 0.002]];
    expect(rounded(interpret(output(columns), "v8", [true]))).toEqual([[40, 35, 60, 45, 0.3]]);
  });

  test("end2end: corners and a class number", () => {
    const rows = [[40, 35, 60, 45, 0.7, 1], [1, 2, 3, 4, 0.9, 0], [0, 0, 0, 0, 0, 0]];
    expect(rounded(interpret(output(rows), "end2end", [false, true]))).toEqual([[40, 35, 60, 45, 0.7]]);
  });

  test("what rather is a class that does not count is left out", () => {
    const columns = [[50, 10], [40, 10], [20, 4], [10, 4], [0.3, 0.8], [0.4, 0.1]];
    expect(rounded(interpret(output(columns), "v8", [true, false]))).toEqual([[8, 8, 12, 12, 0.8]]);
  });

  test.each(["v5", "v8", "end2end"] as const)("%s: values that are no numbers are a failure", (layout) => {
    const data = new Float32Array(36).fill(NaN);
    if (layout === "end2end") data[5] = 0;
    expect(() => interpret({ data, rows: 6, columns: 6 }, layout, layout === "v5" ? [true] : [true, true])).toThrow("not numbers");
  });
});

describe("suppression", () => {
  const box = (x1: number, x2: number) => ({ x1, y1: 0, x2, y2: 10 });

  test("overlap is intersection over union", () => {
    expect(overlap(box(0, 10), box(5, 15))).toBeCloseTo(1 / 3, 9);
    expect(overlap(box(0, 10), box(10, 20))).toBe(0);
  });

  test("of boxes that overlap the best stays", () => {
    const findings = [
      { box: box(0, 10), confidence: 0.5 },
      { box: box(1, 11), confidence: 0.9 },
      { box: box(30, 40), confidence: 0.4 },
    ];
    expect(suppress(findings, 0.45, 10).map(({ confidence }) => confidence)).toEqual([0.9, 0.4]);
    expect(suppress(findings, 0.45, 1)).toHaveLength(1);
  });
});

test("tiles cover the picture, overlap, and stay inside", () => {
  const tiles = tileRegions({ width: 1000, height: 500 }, { across: 4, overlap: 0.2 });
  expect(tiles).toHaveLength(8);
  const lefts = [...new Set(tiles.map(({ left }) => left))];
  const { width, height } = tiles[0]!;
  expect(lefts[0]).toBe(0);
  expect(lefts.at(-1)! + width).toBe(1000);
  lefts.slice(1).forEach((left, i) => expect(lefts[i]! + width - left).toBeGreaterThanOrEqual(Math.floor(0.19 * width)));
  expect(Math.max(...tiles.map(({ top }) => top + height))).toBe(500);
  expect(tileRegions({ width: 500, height: 1000 }, { across: 4, overlap: 0.2 })[0]).toMatchObject({ width: height, height: width });
});

describe("class names in the model's file", () => {
  const names = (model: string) => classNames(readFileSync(join(FIXTURE_MODELS, `${model}.onnx`)));

  test("are read where they are, and absent where not", () => {
    expect(names("v8-named")).toEqual(["plate", "logo"]);
    expect(names("v8")).toBeUndefined();
  });

  test("bytes that are no model have none, and end", () => {
    expect(classNames(Buffer.from("not a model, but some bytes long enough to be walked through"))).toBeUndefined();
    expect(classNames(Buffer.alloc(1000, 0xff))).toBeUndefined();
    expect(classNames(new Uint8Array())).toBeUndefined();
  });
});
