import { expect, test } from "@jest/globals";
import { EVERYTHING } from "../state/select-items.ts";
import { exportFilterOf } from "./export-filter.ts";

test("a download has what the list shows", () => {
  expect(exportFilterOf(EVERYTHING, false)).toEqual({});
  expect(
    exportFilterOf(
      {
        ...EVERYTHING,
        verdict: "Invalid",
        decision: "overridden",
        folder: "shelf/left",
        size: "large",
        search: " red ",
      },
      false,
    ),
  ).toEqual({ status: "Invalid", overridden: "1", folder: "shelf/left", size: "large", search: "red" });
  expect(exportFilterOf({ ...EVERYTHING, verdict: "Error" }, true)).toBeUndefined();
});
