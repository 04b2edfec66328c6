import { expect, test } from "@jest/globals";
import { nameOf, percent, rowState } from "./labels.ts";

const row = { seq: 6, name: undefined, verdict: undefined, retrying: false, entry: undefined };

test("an image without a verdict reads as what the batch is doing", () => {
  expect(rowState(row, "uploading")).toBe("uploading");
  expect(rowState(row, "running")).toBe("validating");
  expect(rowState(row, "resting")).toBe("waiting");
  expect(rowState({ ...row, retrying: true }, "running")).toBe("retrying");
  expect(rowState({ ...row, verdict: "Error" }, "running")).toBe("error");
});

test("what is not known yet has words, too", () => {
  expect(nameOf(row)).toBe("Image 7");
  expect([percent(null), percent(0.875)]).toEqual(["–", "88 %"]);
});
