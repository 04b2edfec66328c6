import { expect, test } from "@jest/globals";
import { createOriginCheck } from "./origin.ts";

const LISTED = ["https://brand.example", "http://localhost:3000"];

test.each([
  ["no page", undefined, true],
  ["a listed origin", "https://brand.example", true],
  ["a listed one with a port", "http://localhost:3000", true],
  ["the page of this host", "http://symphony.local:8000", true],
  ["another host", "https://evil.example", false],
  ["another port", "http://localhost:3001", false],
  ["another scheme", "http://brand.example", false],
  ["a host that only starts like a listed one", "https://brand.example.evil.example", false],
  ["a page without an origin of its own", "null", false],
])("with a list, %s", (_who, origin, allowed) => {
  expect(createOriginCheck(LISTED)({ headers: { host: "symphony.local:8000", origin } })).toBe(allowed);
});

test("without a list, all origins are allowed", () => {
  expect(createOriginCheck([])({ headers: { host: "symphony.local:8000", origin: "https://evil.example" } })).toBe(
    true,
  );
});
