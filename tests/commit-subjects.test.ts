import { expect, test } from "@jest/globals";
import { problemOf } from "../tools/check-commits.mjs";

test.each([
  "feat: add the report",
  "fix(worker): release the payload when a fetch fails",
  "refactor(batch-store, worker)!: state the storage port",
  "docs(adr): say why Redis is not the ledger",
])("accepts %s", (subject) => {
  expect(problemOf(subject)).toBeUndefined();
});

test.each([
  "Add the report",
  "feature: add the report",
  "feat add the report",
  "feat: ",
  "fix: release the payload.",
  `fix: ${"release the payload ".repeat(4)}now`,
])("refuses %s", (subject) => {
  expect(problemOf(subject)).toBeDefined();
});
