import { expect, test } from "@jest/globals";
import { bareText, editDistance } from "./edit-distance.ts";

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

test("bare text has only letters and digits, in lower case", () => {
  expect(bareText(" SYM-phony® 24\u00a0×\n")).toBe("symphony24");
});
