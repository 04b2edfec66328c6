import { describe, expect, test } from "@jest/globals";
import { CHARACTERS, written } from "../../../fixtures/recogniser-lines.ts";
import { createWordMatcher } from "./word-matcher.ts";

describe("matching a line with the brand's names", () => {
  const matcher = createWordMatcher(["symphony", "air co"], 2, CHARACTERS);

  test("any of the names counts, without regard to spaces", () => {
    expect(matcher.match(written("Symphony"))).toBeGreaterThan(0.9);
    expect(matcher.match(written("airco"))).toBeGreaterThan(0.9);
  });

  test("beyond the allowed edits there is no match", () => {
    expect(matcher.match(written("harmony"))).toBe(0);
    expect(createWordMatcher(["symphony"], 0, CHARACTERS).match(written("sympheny"))).toBe(0);
  });

  test("an unsure reading gives a low confidence", () => {
    expect(matcher.match(written("symphony", 0.5))).toBeLessThan(0.6);
  });

  test("boxes too short or too long for every name do not fit", () => {
    expect(matcher.fits({ width: 160, height: 40 })).toBe(true);
    expect(matcher.fits({ width: 30, height: 40 })).toBe(false);
    expect(matcher.fits({ width: 1100, height: 40 })).toBe(false);
  });
});
