import { describe, expect, test } from "@jest/globals";
import { createMemory } from "../../onnx/memory.ts";
import { inputTensor } from "./input-tensor.ts";
import type { InputFormat } from "./input-tensor.ts";

describe("the input", () => {
  const picture = { data: new Uint8Array([255, 0, 51]), width: 1, height: 1 };
  const place = { left: 1, top: 2, width: 1, height: 1, margin: 1, scaleX: 1, scaleY: 1 };
  const format: InputFormat = { type: "uint8", order: "NHWC", batch: 1, freeSize: false, width: 3, height: 4 };
  const [grey, white] = [
    [114, 114, 114],
    [255, 255, 255],
  ];

  test("is grey, with a white margin around the picture", () => {
    const { dims, data } = inputTensor(picture, place, format, createMemory());
    expect(dims).toEqual([1, 4, 3, 3]);
    expect([...data]).toEqual(
      [grey, grey, grey, white, white, white, white, [255, 0, 51], white, white, white, white].flat(),
    );
  });

  test("is the picture's own buffer when it has the size of the input", () => {
    const whole = { left: 0, top: 0, width: 1, height: 1, margin: 0, scaleX: 1, scaleY: 1 };
    expect(inputTensor(picture, whole, { ...format, width: 1, height: 1 }, createMemory()).data).toBe(picture.data);
  });

  test.each<Partial<InputFormat>>([{}, { batch: 2 }, { order: "NCHW" }, { order: "NCHW", type: "float32", batch: 2 }])(
    "contains nothing of the previous picture in the same buffer, with %j",
    (other) => {
      const larger = { data: new Uint8Array(3 * 3 * 6).fill(7), width: 3, height: 6 };
      const used = createMemory();
      inputTensor(
        larger,
        { left: 0, top: 0, width: 3, height: 6, margin: 0, scaleX: 1, scaleY: 1 },
        { ...format, ...other, height: 8, batch: 2 },
        used,
      );
      const again = inputTensor(picture, place, { ...format, ...other }, used);
      expect(again).toEqual(inputTensor(picture, place, { ...format, ...other }, createMemory()));
    },
  );

  test("has one plane for each channel in NCHW order, scaled to 0..1", () => {
    const { dims, data } = inputTensor(
      picture,
      place,
      { ...format, order: "NCHW", type: "float32", batch: 2 },
      createMemory(),
    );
    expect(dims).toEqual([2, 3, 4, 3]);
    expect([...inputTensor(picture, place, { ...format, order: "NCHW" }, createMemory()).data.subarray(0, 12)]).toEqual(
      [114, 114, 114, 255, 255, 255, 255, 255, 255, 255, 255, 255],
    );
    expect([data[7], data[12 + 7], data[24 + 7]]).toEqual([1, 0, Math.fround(0.2)]);
    expect(data[0]).toBeCloseTo(114 / 255, 6);
    expect(data.length).toBe(2 * 3 * 4 * 3);
  });
});
