import { describe, expect, test } from "@jest/globals";
import { interpret } from "./interpret.ts";

const INPUT = { width: 100, height: 80 };

describe("interpreting the output", () => {
  const output = (rows: number[][]) => ({
    data: Float32Array.from(rows.flat()),
    rows: rows.length,
    columns: rows[0]!.length,
  });
  const rounded = (findings: ReturnType<typeof interpret>) =>
    findings.map(({ box, confidence }) => [box.x1, box.y1, box.x2, box.y2, Number(confidence.toFixed(3))]);

  test("v5: objectness times class, best first", () => {
    const rows = [
      [50, 40, 20, 10, 0.5, 0.8, 0.1],
      [10, 10, 4, 4, 0.9, 0.9, 0.2],
      [10, 10, 4, 4, 0.005, 1, 0],
    ];
    expect(rounded(interpret(output(rows), "v5", [true, true], INPUT))).toEqual([
      [8, 8, 12, 12, 0.81],
      [40, 35, 60, 45, 0.4],
    ]);
  });

  test("v8: one box for each column", () => {
    const columns = [
      [50, 10],
      [40, 10],
      [20, 4],
      [10, 4],
      [0.3, 0.002],
    ];
    expect(rounded(interpret(output(columns), "v8", [true], INPUT))).toEqual([[40, 35, 60, 45, 0.3]]);
  });

  test("end2end: corners and a class index", () => {
    const rows = [
      [40, 35, 60, 45, 0.7, 1],
      [1, 2, 3, 4, 0.9, 0],
      [0, 0, 0, 0, 0, 0],
    ];
    expect(rounded(interpret(output(rows), "end2end", [false, true], INPUT))).toEqual([[40, 35, 60, 45, 0.7]]);
  });

  test("end2end: a class beyond the listed ones is a failure", () => {
    expect(() => interpret(output([[40, 35, 60, 45, 0.7, 1]]), "end2end", [true], INPUT)).toThrow(
      "found class 1, but only 1 classes are listed",
    );
  });

  test("a box that is more likely of a class that does not count is left out", () => {
    const columns = [
      [50, 10],
      [40, 10],
      [20, 4],
      [10, 4],
      [0.3, 0.8],
      [0.4, 0.1],
    ];
    expect(rounded(interpret(output(columns), "v8", [true, false], INPUT))).toEqual([[8, 8, 12, 12, 0.8]]);
  });

  test.each(["v5", "v8", "end2end"] as const)("%s: NaN is a failure", (layout) => {
    const data = new Float32Array(36).fill(NaN);
    if (layout === "end2end") data[5] = 0;
    expect(() =>
      interpret({ data, rows: 6, columns: 6 }, layout, layout === "v5" ? [true] : [true, true], INPUT),
    ).toThrow("not numbers");
  });

  test.each<[string, number[]]>([
    ["a coordinate of a weak box", [NaN, 40, 20, 10, 0.1, 0.05]],
    ["a class that does not count", [50, 40, 20, 10, 0, NaN]],
    ["the class that counts, after one that does not", [50, 40, 20, 10, NaN, 0]],
  ])("v8: NaN is a failure: %s", (_case, column) => {
    const columns = column.map((value) => [value]);
    for (const accepted of [
      [true, false],
      [false, true],
    ])
      expect(() => interpret(output(columns), "v8", accepted, INPUT)).toThrow("not numbers");
  });

  test("a weak box that is not finite is a failure", () => {
    expect(() => interpret(output([[0, 0, Infinity, 9, 0.02, 0]]), "end2end", [true], INPUT)).toThrow("not numbers");
  });

  test("only the first picture of a batch is looked at", () => {
    const data = Float32Array.from([50, 40, 20, 10, 0.9, NaN, NaN, NaN, NaN, NaN]);
    expect(interpret({ data, rows: 5, columns: 1 }, "v8", [true], INPUT)).toHaveLength(1);
  });

  test.each<[string, number[]]>([
    ["shares of the picture", [0, 0, 1, 1, 0.9, 0]],
    ["no width", [40, 35, 40, 45, 0.9, 0]],
    ["corners the wrong way round", [60, 45, 40, 35, 0.9, 0]],
    ["not finite", [-Infinity, 1, 60, 45, 0.9, 0]],
    ["far outside", [4000, 3500, 6000, 4500, 0.9, 0]],
    ["a confidence beyond 1", [40, 35, 60, 45, 7, 0]],
  ])("F-70: a box that no picture can have is a failure: %s", (_case, row) => {
    expect(() => interpret(output([row]), "end2end", [true], INPUT)).toThrow(/it gave a/);
  });

  test("a weak box may lie anywhere", () => {
    expect(interpret(output([[0, 0, 0, 0, 0.02, 0]]), "end2end", [true], INPUT)).toHaveLength(1);
  });
});
