import { expect, test } from "@jest/globals";
import { createNameKeeper } from "./unique-names.ts";

test("numbers go before the ending, and skip names that are taken", () => {
  const unique = createNameKeeper(["a.jpg", "a (2).jpg"]);
  expect(["a.jpg", "a.jpg", "b.c/noending", "b.c/noending", ".jpg", ".jpg"].map(unique)).toEqual([
    "a (3).jpg",
    "a (4).jpg",
    "b.c/noending",
    "b.c/noending (2)",
    ".jpg",
    ".jpg (2)",
  ]);
});

test("ten thousand of one name are quick", () => {
  const unique = createNameKeeper();
  const start = performance.now();
  for (let i = 0; i < 10_000; i += 1) unique("same.jpg");
  expect(unique("same.jpg")).toBe("same (10001).jpg");
  expect(performance.now() - start).toBeLessThan(500);
});
