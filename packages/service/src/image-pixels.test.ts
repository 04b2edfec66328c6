import { expect, test } from "@jest/globals";
import { pixelsByMemory } from "./image-pixels.ts";

const GIB = 1024 ** 3;

test("the largest image follows the memory, between 50 and 150 million pixels", () => {
  expect([1, 4, 8, 64].map((gib) => pixelsByMemory(gib * GIB) / 1e6)).toEqual([50, 67, 134, 150]);
});
