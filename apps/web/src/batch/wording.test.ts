import { expect, test } from "@jest/globals";
import { entryOf, failedEntry } from "../../fixtures/statuses.ts";
import { rowState, spokenRow } from "./wording.ts";

const row = { seq: 6, name: undefined, verdict: undefined, retrying: false, entry: undefined };

test("an image without a verdict reads as what the batch is doing", () => {
  expect(rowState(row, "uploading")).toBe("uploading");
  expect(rowState(row, "running")).toBe("validating");
  expect(rowState(row, "resting")).toBe("waiting");
  expect(rowState({ ...row, retrying: true }, "running")).toBe("retrying");
  expect(rowState({ ...row, verdict: "Error" }, "running")).toBe("error");
});

test("a row is spoken with everything it shows", () => {
  expect(spokenRow(row, "running")).toBe("Image 7, Validating");
  expect(spokenRow({ ...row, name: "a.jpg", verdict: "Valid", entry: entryOf(6, "a.jpg") }, "running")).toBe("a.jpg, Valid, 90 %, detector");
  expect(spokenRow({ ...row, name: "b.jpg", verdict: "Error", entry: failedEntry(6, "b.jpg") }, "running")).toBe("b.jpg, Error, Not an image");
});
