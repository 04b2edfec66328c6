import { expect, test } from "@jest/globals";
import { hasImageName, isSystemFile } from "./image-names.ts";
import { createNameBudget } from "./name-budget.ts";
import { createSkippedList } from "./skipped-list.ts";

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

test("F-53: what was left out is listed up to a number of entries and bytes, then counted", () => {
  const [many, long] = [createSkippedList(), createSkippedList()];
  for (let i = 0; i < 5_000; i += 1) {
    many.add(`${i}.txt`, "not an image");
    long.add("é".repeat(60_000), "not an image");
  }
  expect([many.total, many.listed.length, long.total]).toEqual([5_000, 1_000, 5_000]);
  expect(JSON.stringify(long.listed).length).toBeLessThan(400_000);
});
