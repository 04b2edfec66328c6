import { expect, test } from "@jest/globals";
import { daysBefore } from "./read-audit.ts";

test("a cursor that is a day leaves it out, and one of an entry does not", () => {
  const days = ["2026-01-01", "2026-01-02", "2026-01-03"];
  expect(daysBefore("2026-01-03", days)).toEqual(["2026-01-01", "2026-01-02"]);
  expect(daysBefore("2026-01-03T10:00:00.000Z an-id", days)).toEqual(days);
  expect(daysBefore(undefined, days)).toEqual(days);
});
