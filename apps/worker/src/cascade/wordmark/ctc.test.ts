import { describe, expect, test } from "@jest/globals";
import { CHARACTERS, line } from "../../../fixtures/recogniser-lines.ts";
import { decodeCtc } from "./ctc.ts";

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
