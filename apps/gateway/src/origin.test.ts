import { expect, test } from "@jest/globals";
import { createOriginCheck } from "./origin.ts";

const LISTED = ["https://brand.example", "http://localhost:3000"];

test.each([
  ["no page at all", undefined, true],
  ["a listed origin", "https://brand.example", true],
  ["a listed one with a port", "http://localhost:3000", true],
  ["the page of this host", "http://symphony.local:8000", true],
  ["another page", "https://evil.example", false],
  ["another port", "http://localhost:3001", false],
  ["another scheme", "http://brand.example", false],
  ["a name that only begins like it", "https://brand.example.evil.example", false],
  ["a page that hides where it is from", "null", false],
])("with a list, %s", (_who, origin, allowed) => {
  expect(createOriginCheck(LISTED)({ headers: { host: "symphony.local:8000", origin } })).toBe(allowed);
});

test("without a list, pages of all origins may", () => {
  expect(createOriginCheck([])({ headers: { host: "symphony.local:8000", origin: "https://evil.example" } })).toBe(
    true,
  );
});
