import { expect, test } from "@jest/globals";
import { exportCsvUrl } from "./hand-on.ts";

test("the CSV to hand on has rows for what was left out, as the one of the progress card has", () => {
  expect(exportCsvUrl("some-id", {})).toBe("/api/check-logo/batch/export-csv/some-id?bom=1&skipped=1");
});
