import { describe, expect, test } from "@jest/globals";
import { layoutsOf, refusalOf } from "./layout.ts";
import { classNames } from "./model-metadata.ts";

const square = (side: number) => ({ width: side, height: side });

describe("F-70: the layouts that an output shape may have", () => {
  test.each<[string, number[], number, string[], number?]>([
    ["YOLOv5, 80 classes", [1, 25_200, 85], 80, ["v5"]],
    ["YOLOv5, one class", [1, 25_200, 6], 1, ["v5"]],
    ["YOLOv5-P6 at 1280, one class", [1, 102_000, 6], 1, ["v5"], 1280],
    ["YOLOv8, 80 classes", [1, 84, 8400], 80, ["v8"]],
    ["YOLOv8, one class", [1, 5, 8400], 1, ["v8"]],
    ["an anchor-free detector with a single grid", [1, 5, 6400], 1, ["v8"]],
    ["end to end, one class", [1, 300, 6], 1, ["end2end"]],
    ["end to end, 80 classes", [1, 300, 6], 80, ["end2end"]],
    ["YOLOX or YOLOv6, one class", [1, 8400, 6], 1, ["v5", "YOLOX", "YOLOv6", "end2end"]],
    ["YOLOX, 80 classes", [1, 8400, 85], 80, ["v5", "YOLOX", "YOLOv6"]],
    ["YOLOv8 transposed, two classes", [1, 8400, 6], 2, ["end2end", "v8 transposed"]],
    ["YOLOX, one class, at 160", [1, 525, 6], 1, ["v5", "YOLOX", "YOLOv6", "end2end"], 160],
    ["YOLOv8 transposed, two classes, at 192", [1, 756, 6], 2, ["end2end", "v8 transposed"], 192],
    ["end to end at 160", [1, 300, 6], 1, ["end2end"], 160],
    ["end to end, as many boxes as grids have cells", [1, 525, 6], 80, ["end2end"], 160],
    ["segmentation", [1, 116, 8400], 80, []],
    ["a classifier", [1, 1000], 1000, []],
  ])("%s", (_case, dims, classes, layouts, side = 640) => {
    expect(layoutsOf(dims, classes, square(side))).toEqual(layouts);
  });
});

test.each<[string, Record<string, string>, RegExp | undefined]>([
  ["nothing", {}, undefined],
  ["a detector", { task: "detect", names: "{0: 'logo'}" }, undefined],
  ["oriented boxes", { task: "obb" }, /'obb'/],
  ["segmentation", { task: "segment" }, /'segment'/],
  ["RT-DETR by its head", { head: "RTDETRDecoder" }, /RT-DETR/],
  ["RT-DETR by its description", { description: "Ultralytics rtdetr-l model" }, /RT-DETR/],
  [
    "more classes than listed",
    { names: "{0: 'logo', 1: 'plate'}" },
    /names 2 classes \(logo, plate\), but classes lists 1/,
  ],
])("F-70: what the metadata speaks against: %s", (_case, properties, expected) => {
  const refusal = refusalOf({ properties, names: classNames(properties["names"] ?? "") }, 1);
  if (expected === undefined) expect(refusal).toBeUndefined();
  else expect(refusal).toMatch(expected);
});

test("classes in another order than in the file are refused; other names may be somebody's own", () => {
  const file = { properties: {}, names: ["plate", "logo"] };
  expect(refusalOf(file, 2, ["logo", "plate"])).toMatch(/classes are plate, logo, in this order/);
  expect(refusalOf(file, 2, ["logo", "brand"])).toMatch(/classes are plate, logo, in this order/);
  expect(refusalOf(file, 2, ["board", "logo"])).toBeUndefined();
  expect([refusalOf(file, 2, ["plate", "logo"]), refusalOf(file, 2, ["board", "brand"])]).toEqual([
    undefined,
    undefined,
  ]);
});

test.each([
  ['{"0": "logo", "1": "it\'s"}', ["logo", "it's"]],
  ["{0: 'logo', 1: 'plate'}", ["logo", "plate"]],
  ["{'0': 'logo', '1': 'plate'}", ["logo", "plate"]],
  [`{1: "b, 0: 'x'", 0: 'a'}`, ["a", "b, 0: 'x'"]],
  ["['logo', \"plate\"]", ["logo", "plate"]],
  ["", []],
  ["logo", []],
])("class names from %j", (text, names) => {
  expect(classNames(text)).toEqual(names);
});
