import { describe, expect, test } from "@jest/globals";
import { createLineOutput, decodeCtc } from "./ctc.ts";
import { bareText, editDistance } from "./edit-distance.ts";
import { createSpelling } from "./spelling.ts";
import { createWordMatcher } from "./word-matcher.ts";

const CHARACTERS = [..."abcdefghijklmnopqrstuvwxyzSYMPHONY'® "];

/**
 * A recogniser's output: for each step the likely characters with their probabilities; "-" is the blank, and
 * what is left goes to it.
 */
function line(...steps: Record<string, number>[]) {
  const classes = CHARACTERS.length + 1;
  const probabilities = new Float32Array(steps.length * classes).fill(1e-5);
  steps.forEach((step, row) => {
    const rest = 1 - Object.values(step).reduce((sum, one) => sum + one, 0);
    probabilities[row * classes] = Math.max(1e-5, rest);
    for (const [character, probability] of Object.entries(step)) {
      probabilities[row * classes + (character === "-" ? 0 : CHARACTERS.indexOf(character) + 1)] = probability;
    }
  });
  return createLineOutput(probabilities, classes);
}

/** Each letter for one sure step, a blank behind it. */
const written = (text: string, sure = 0.98) => line(...[...text].flatMap((letter) => [{ [letter]: sure }, { "-": 0.98 }]));

describe("reading a line", () => {
  test("repeats are one letter, a blank between makes two", () => {
    expect(decodeCtc(line({ o: 0.9 }, { o: 0.7 }, { "-": 0.9 }, { o: 0.8 }, { n: 0.6 }), CHARACTERS)).toEqual({
      text: "oon",
      confidence: expect.closeTo((0.9 + 0.8 + 0.6) / 3, 5),
    });
  });

  test("nothing but blanks is no text", () => {
    expect(decodeCtc(line({ "-": 0.9 }, { "-": 0.9 }), CHARACTERS)).toEqual({ text: "", confidence: 0 });
  });
});

test.each([
  ["symphony", "symphony", 0],
  ["symphony", "sympheny", 1],
  ["symphony", "sgmpheng", 3],
  ["symphony", "symphonies", 3],
  ["", "dhl", 3],
  ["dhl", "", 3],
])("from '%s' to '%s' it takes %s edits", (a, b, edits) => {
  expect(editDistance(a, b)).toBe(edits);
});

test("only letters and digits of a line are compared, in one case", () => {
  expect(bareText(" SYM-phony® 24\u00a0×\n")).toBe("symphony24");
});

describe("how well a word explains a line", () => {
  const spelling = createSpelling("symphony", CHARACTERS);

  test("fully, when it is what is written, in whichever case", () => {
    expect(spelling(written("symphony"))).toBeCloseTo(1, 5);
    expect(spelling(written("SYMPHONY"))).toBeCloseTo(1, 5);
  });

  test("marks beside the word do not matter", () => {
    expect(spelling(written("'Symphony®"))).toBeCloseTo(1, 5);
  });

  test("a letter that the recogniser doubted costs less than one it was sure of", () => {
    const letters = [..."symph"].map((letter) => ({ [letter]: 0.98 }));
    const doubted = spelling(line(...letters, { e: 0.55, o: 0.4 }, { n: 0.98 }, { y: 0.98 }));
    const sure = spelling(line(...letters, { e: 0.98 }, { n: 0.98 }, { y: 0.98 }));
    expect(doubted).toBeGreaterThan(0.95);
    expect(sure).toBeGreaterThan(0.5);
    expect(sure).toBeLessThan(0.6);
  });

  test("two wrong letters, or more text, cost far more", () => {
    expect(spelling(written("symfony"))).toBeLessThan(0.3);
    expect(spelling(written("symphonies"))).toBeLessThan(0.25);
    expect(spelling(written("the symphony"))).toBeLessThan(0.2);
    expect(spelling(written("nophymys"))).toBeLessThan(0.1);
  });

  test("doubled letters need their blank", () => {
    const book = createSpelling("book", CHARACTERS);
    expect(book(written("book"))).toBeCloseTo(1, 5);
    expect(book(line({ b: 0.9 }, { o: 0.9 }, { o: 0.9 }, { k: 0.9 }))).toBeLessThan(0.7);
  });

  test("an empty line is not explained", () => {
    expect(spelling(line())).toBeLessThan(0.01);
  });
});

describe("matching a line with the brand's names", () => {
  const matcher = createWordMatcher(["symphony", "air co"], 2, CHARACTERS);

  test("any of the names counts, spaces aside", () => {
    expect(matcher.match(written("Symphony"))).toBeGreaterThan(0.9);
    expect(matcher.match(written("airco"))).toBeGreaterThan(0.9);
  });

  test("beyond the allowed edits there is no match at all", () => {
    expect(matcher.match(written("harmony"))).toBe(0);
    expect(createWordMatcher(["symphony"], 0, CHARACTERS).match(written("sympheny"))).toBe(0);
  });

  test("an unsure reading makes an unsure match", () => {
    expect(matcher.match(written("symphony", 0.5))).toBeLessThan(0.6);
  });

  test("boxes too short or too long for every name are not read", () => {
    expect(matcher.mayHold({ width: 160, height: 40 })).toBe(true);
    expect(matcher.mayHold({ width: 30, height: 40 })).toBe(false);
    expect(matcher.mayHold({ width: 700, height: 40 })).toBe(false);
  });
});
