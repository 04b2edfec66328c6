import { expect, test } from "@jest/globals";
import { stressReport } from "./report.ts";
import type { Outcome } from "./report.ts";

const outcome = (state: string, width: number, isValid: boolean, reason?: string, isElsewhere = false): Outcome => ({
  state,
  label: width === 0 ? "none" : "logo",
  width,
  isValid,
  isElsewhere,
  reason,
  ms: 10,
});

test("the table counts large marks, small marks and false alarms by state", () => {
  const outcomes = [
    outcome("clean", 60, true),
    outcome("clean", 40, false, "unlike"),
    outcome("clean", 30, true),
    outcome("clean", 10, false, "too_small"),
    outcome("clean", 0, false),
    outcome("dark", 60, true),
    outcome("dark", 0, true),
  ];
  const text = stressReport(outcomes, ["clean", "dark"], 40);
  expect(text).toContain("| state | found, 40 px and more | found, 25 to 39 px | false alarms |");
  expect(text).toContain("| clean | 1 of 2 | 1 of 1 | 0 of 1 |");
  expect(text).toContain("| dark | 1 of 1 |  | 1 of 1 |");
  expect(text).toContain("| all | 2 of 3 | 1 of 1 | 1 of 2 |");
  expect(text).toContain("marks that were not found: unlike 1, too_small 1");
});

test("marks found at another place are told", () => {
  const outcomes = [outcome("clean", 60, true), outcome("clean", 60, true, undefined, true)];
  expect(stressReport(outcomes, ["clean"], 40)).toContain("another place than the labelled mark: 1");
});
