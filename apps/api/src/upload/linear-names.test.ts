import { expect, test } from "@jest/globals";
import { hasImageName, isSystemFile } from "@symphony/contract";
import { createNameBudget } from "./name-budget.ts";

test("F-83: no pattern sees a name beyond the limit, and those of names are linear", () => {
  expect(createNameBudget().take("n".repeat(4_097))).toBe(false);
  expect(createNameBudget().take("n".repeat(4_096))).toBe(true);
  const msOf = (text: string): number => {
    const before = performance.now();
    hasImageName(text);
    isSystemFile(text);
    return performance.now() - before;
  };
  for (const part of [" ", ".", "\n", ".jpe", "/", "a.tif"]) {
    const [short, long] = [part.repeat(20_000), part.repeat(200_000)];
    expect(msOf(`${long}x`)).toBeLessThan(40 * msOf(`${short}x`) + 200);
  }
});
