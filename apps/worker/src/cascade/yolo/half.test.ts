import { expect, test } from "@jest/globals";
import { narrowUnit, widenHalves } from "./half.ts";

test("16-bit floats represent every level within their precision", () => {
  const levels = Array.from({ length: 256 }, (_, level) => level / 255);
  widenHalves(Uint16Array.from(levels, narrowUnit)).forEach((value, level) => {
    expect(Math.abs(value - levels[level]!)).toBeLessThanOrEqual(2 ** -12);
  });
  expect([...widenHalves(Uint16Array.from([0x3c00, 0xc000, 0x0001, 0x7c00, 0x7e00]))]).toEqual([
    1,
    -2,
    2 ** -24,
    Infinity,
    NaN,
  ]);
});
