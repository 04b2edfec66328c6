import { expect, test } from "@jest/globals";
import { shares } from "./shares.ts";

test("formats shares in percent, the largest first", () => {
  expect(shares({ wordmark: 1, logo: 3 })).toBe("logo 75 % · wordmark 25 %");
  expect(shares({})).toBe("");
});
