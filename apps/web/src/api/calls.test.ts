import { expect, test } from "@jest/globals";
import { csvUrl } from "./calls.ts";

test("the CSV has all results and what was left out, or those of one verdict and with a part of a name", () => {
  const path = "/api/check-logo/batch/export-csv/some-id";
  expect(csvUrl("some-id")).toBe(`${path}?bom=1&skipped=1`);
  expect(csvUrl("some-id", { status: "Invalid", search: "red & blue/" })).toBe(
    `${path}?bom=1&status=Invalid&search=red+%26+blue%2F`,
  );
});
