import { describe, expect, test } from "@jest/globals";
import { CHARACTERS, line } from "../../../fixtures/recogniser-lines.ts";
import { decodeCtc } from "./ctc.ts";

describe("best-path decoding", () => {
  test("repeats are merged unless a blank separates them", () => {
    expect(decodeCtc(line({ o: 0.9 }, { o: 0.7 }, { "-": 0.9 }, { o: 0.8 }, { n: 0.6 }), CHARACTERS)).toEqual({
      text: "oon",
      confidence: expect.closeTo((0.9 + 0.8 + 0.6) / 3, 5),
    });
  });

  test("a line of blanks is empty text", () => {
    expect(decodeCtc(line({ "-": 0.9 }, { "-": 0.9 }), CHARACTERS)).toEqual({ text: "", confidence: 0 });
  });
});
