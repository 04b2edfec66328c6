import { describe, expect, test } from "@jest/globals";
import { createUniqueNames, safeName } from "./safe-name.ts";

describe("F-38: safeName", () => {
  test.each([
    ["photo.jpg", "photo.jpg"],
    ["../../etc/passwd", "passwd"],
    ["C:\\photos\\a.jpg", "a.jpg"],
    ["/abs/b.png", "b.png"],
    ["..", "image"],
    ["", "image"],
    [".hidden.jpg", "hidden.jpg"],
    ["-rf.jpg", "rf.jpg"],
    ["con.jpg", "_con.jpg"],
    ["LPT1", "_LPT1"],
    ['a\nb\r"c".jpg', "a_b__c_.jpg"],
    ["nul\0.jpg", "nul_.jpg"],
    ["\u202egpj.exe", "_gpj.exe"],
    ["cafe\u0301.jpg", "caf\u00e9.jpg"],
    ["写真.jpg", "写真.jpg"],
    ["trailing. .", "trailing"],
    ["lone \ud800.jpg", "lone \ufffd.jpg"],
  ])("%j becomes %j", (original, safe) => {
    expect(safeName(original)).toBe(safe);
  });

  test("keeps the ending of a name of 4,000 characters, within 150 bytes and whole characters", () => {
    const name = safeName(`${"é".repeat(4_000)}.jpeg`);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(150);
    expect(name).toMatch(/^é+\.jpeg$/);
  });
});

describe("createUniqueNames", () => {
  test("gives different names to what any file system would take for the same file", () => {
    const unique = createUniqueNames();
    expect(["a.jpg", "a.jpg", "A.JPG", "x/a.jpg", "a (2).jpg"].map(unique)).toEqual([
      "a.jpg",
      "a (2).jpg",
      "A (3).JPG",
      "a (4).jpg",
      "a (2) (2).jpg",
    ]);
  });

  test("names ten thousand files of one name", () => {
    const unique = createUniqueNames();
    expect(new Set(Array.from({ length: 10_000 }, () => unique("image.jpg"))).size).toBe(10_000);
  });
});
