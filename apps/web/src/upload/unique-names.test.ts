import { expect, test } from "@jest/globals";
import { createUniqueNames } from "./unique-names.ts";

test("the number goes before the extension, and skips names in use", () => {
  const unique = createUniqueNames(["a.jpg", "a (2).jpg"]);
  expect(["a.jpg", "a.jpg", "b.c/noextension", "b.c/noextension", ".jpg", ".jpg"].map(unique)).toEqual([
    "a (3).jpg",
    "a (4).jpg",
    "b.c/noextension",
    "b.c/noextension (2)",
    ".jpg",
    ".jpg (2)",
  ]);
});

test("ten thousand files of one name are numbered", () => {
  const unique = createUniqueNames();
  for (let i = 0; i < 10_000; i += 1) unique("same.jpg");
  expect(unique("same.jpg")).toBe("same (10001).jpg");
});
