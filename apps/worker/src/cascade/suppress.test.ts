import { describe, expect, test } from "@jest/globals";
import { overlap } from "@symphony/contract";
import { suppress } from "./suppress.ts";

describe("suppression", () => {
  const box = (x1: number, x2: number) => ({ x1, y1: 0, x2, y2: 10 });

  test("overlap is intersection over union", () => {
    expect(overlap(box(0, 10), box(5, 15))).toBeCloseTo(1 / 3, 9);
    expect(overlap(box(0, 10), box(10, 20))).toBe(0);
  });

  test("the best of overlapping boxes is kept", () => {
    const findings = [
      { box: box(0, 10), confidence: 0.5 },
      { box: box(1, 11), confidence: 0.9 },
      { box: box(30, 40), confidence: 0.4 },
    ];
    expect(suppress(findings, 0.45, 10).map(({ confidence }) => confidence)).toEqual([0.9, 0.4]);
    expect(suppress(findings, 0.45, 1)).toHaveLength(1);
  });
});
