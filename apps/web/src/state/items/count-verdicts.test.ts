import { expect, test } from "@jest/globals";
import type { ListedResult, Verdict } from "@symphony/contract";
import type { Item } from "../results-store.ts";
import { countDecided } from "./count-verdicts.ts";

const item = (machine: Verdict, effective: Verdict, category: ListedResult["Error_Category"] = null): Item => ({
  seq: 0,
  name: "a.jpg",
  verdict: machine,
  retrying: false,
  result: { Is_Valid: machine, Effective: effective, Error_Category: category } as ListedResult,
});

test("verdicts are counted with what people decided; images that a cancel left out are no errors", () => {
  const items = [
    item("Valid", "Valid"),
    item("Invalid", "Valid"),
    item("Invalid", "Invalid"),
    item("Error", "Error", "corrupt_image"),
    item("Error", "Error", "cancelled"),
    { ...item("Valid", "Valid"), verdict: undefined, result: undefined },
  ];
  expect(countDecided(items)).toEqual({ overridden: 1, counts: { Valid: 2, Invalid: 1, Error: 1 } });
  expect(countDecided([...items, { ...item("Valid", "Valid"), result: undefined }])).toBeUndefined();
});
