import { expect, test } from "@jest/globals";
import type { Verdict } from "@symphony/contract";
import { earlierShare, findChanges, verdictsOf } from "./find-changes.ts";
import type { Snapshot } from "./snapshot.ts";

/** A run in which the source holds these images, each with a validator, and all that is due ends with one verdict. */
function run(earlier: Snapshot, validator: string, verdict: Verdict): { snapshot: Snapshot; checked: Set<string> } {
  const listed = ["a", "b"].map((name) => ({ address: `https://shop.example/${name}.jpg`, validator }));
  const { snapshot } = findChanges(listed, earlier);
  const checked = new Set(snapshot.keys());
  for (const entry of snapshot.values()) entry.now = verdict;
  return { snapshot, checked };
}

test("a run that ends in errors does not hide what was known before it", () => {
  const first = run(new Map(), "1", "Valid");
  const second = run(first.snapshot, "2", "Error");
  const third = run(second.snapshot, "3", "Invalid");
  expect(earlierShare(third.snapshot)).toEqual({ known: 2, share: 0 });
  expect(verdictsOf(third.snapshot, third.checked)).toMatchObject({ invalid: 2, broken: 2 });
});
