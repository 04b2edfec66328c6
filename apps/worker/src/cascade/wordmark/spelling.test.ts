import { describe, expect, test } from "@jest/globals";
import { CHARACTERS, line, written } from "../../../fixtures/recogniser-lines.ts";
import { createSpelling } from "./spelling.ts";

describe("how well a word explains a line", () => {
  const spelling = createSpelling("symphony", CHARACTERS);

  test("is 1 for the same word in upper or lower case", () => {
    expect(spelling(written("symphony"))).toBeCloseTo(1, 5);
    expect(spelling(written("SYMPHONY"))).toBeCloseTo(1, 5);
  });

  test("ignores punctuation beside the word", () => {
    expect(spelling(written("'Symphony®"))).toBeCloseTo(1, 5);
  });

  test("a wrong letter costs less when the recogniser is unsure of it", () => {
    const letters = [..."symph"].map((letter) => ({ [letter]: 0.98 }));
    const doubted = spelling(line(...letters, { e: 0.55, o: 0.4 }, { n: 0.98 }, { y: 0.98 }));
    const sure = spelling(line(...letters, { e: 0.98 }, { n: 0.98 }, { y: 0.98 }));
    expect(doubted).toBeGreaterThan(0.95);
    expect(sure).toBeGreaterThan(0.5);
    expect(sure).toBeLessThan(0.6);
  });

  test("two wrong letters or additional text cost far more", () => {
    expect(spelling(written("symfony"))).toBeLessThan(0.3);
    expect(spelling(written("symphonies"))).toBeLessThan(0.25);
    expect(spelling(written("the symphony"))).toBeLessThan(0.25);
    expect(spelling(written("nophymys"))).toBeLessThan(0.1);
  });

  test("doubled letters need a blank between them", () => {
    const book = createSpelling("book", CHARACTERS);
    expect(book(written("book"))).toBeCloseTo(1, 5);
    expect(book(line({ b: 0.9 }, { o: 0.9 }, { o: 0.9 }, { k: 0.9 }))).toBeLessThan(0.7);
  });

  test("an empty line has a score near 0", () => {
    expect(spelling(line())).toBeLessThan(0.01);
  });
});
