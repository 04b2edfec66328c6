import { describe, expect, test } from "@jest/globals";
import { createAlignment } from "./alignment.ts";

const CHARACTERS = ["a", "A", "b", "x"];

/** A line from its steps, each with the probabilities of blank, a, A, b, x. */
const line = (...steps: number[][]) => ({ probabilities: steps.flat(), classes: 5 });
const BLANK = [1, 0, 0, 0, 0];
const SMALL_A = [0, 1, 0, 0, 0];
const LARGE_A = [0, 0, 1, 0, 0];
const B = [0, 0, 0, 1, 0];
const X = [0, 0, 0, 0, 1];

describe("the alignment of a word", () => {
  const ab = createAlignment("ab", CHARACTERS);

  test.each([
    ["with blanks around its letters", line(BLANK, SMALL_A, BLANK, B, BLANK)],
    ["with repeated steps", line(SMALL_A, SMALL_A, B, B)],
    ["in capitals", line(LARGE_A, B)],
  ])("is 0 when it is read for certain, %s", (_how, certain) => {
    expect(ab(certain)).toBeCloseTo(0, 4);
  });

  test("is the mean logarithm for each letter", () => {
    expect(ab(line([0, 0.5, 0, 0, 0.5], B))).toBeCloseTo(Math.log(0.5) / 2, 4);
  });

  test("adds the probabilities of small and capital letters", () => {
    expect(ab(line([0, 0.5, 0.5, 0, 0], B))).toBeCloseTo(0, 4);
  });

  test.each([
    ["another letter in the line", line(SMALL_A, X, B)],
    ["the letters in another order", line(B, SMALL_A)],
    ["a missing letter", line(SMALL_A, BLANK)],
  ])("is low with %s", (_what, other) => {
    expect(ab(other)).toBeLessThan(-5);
  });
});

test("a line too short for the word has the lowest alignment", () => {
  expect(createAlignment("ab", CHARACTERS)(line(SMALL_A))).toBeCloseTo(Math.log(1e-6), 5);
});

test("equal letters in a row need a blank between them", () => {
  const aa = createAlignment("aa", CHARACTERS);
  expect(aa(line(SMALL_A, BLANK, SMALL_A))).toBeCloseTo(0, 4);
  expect(aa(line(SMALL_A, SMALL_A))).toBeLessThan(-5);
});
