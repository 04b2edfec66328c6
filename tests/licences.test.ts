import { expect, test } from "@jest/globals";
import { isFine, shippedPackages } from "../tools/licences.mjs";

test("every shipped package has a licence that permits it", () => {
  const packages = shippedPackages();
  expect(packages.length).toBeGreaterThan(50);
  expect(packages.filter(({ licence }) => !isFine(licence))).toEqual([]);
});

test.each([
  ["MIT", true],
  ["(MIT OR GPL-3.0)", true],
  ["LGPL-3.0-or-later", true],
  ["Apache-2.0 AND LGPL-3.0-or-later", true],
  ["GPL-3.0-only", false],
  ["AGPL-3.0", false],
  ["MIT AND GPL-2.0", false],
  ["unknown", false],
])("%s may be shipped: %s", (licence, fine) => {
  expect(isFine(licence)).toBe(fine);
});
