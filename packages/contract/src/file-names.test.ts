import { expect, test } from "@jest/globals";
import { extensionOf, hasImageName, hasZipName, isSystemFile } from "./file-names.ts";

test.each([
  ["a/b.JPG", "jpg"],
  ["a.b\\c", ""],
  ["photo", ""],
  [".jpg", ""],
  ["x.jpg_large", "jpg_large"],
  ["a.tar.gz", "gz"],
  ["shelf 1. January 2026", ""],
])("the extension of %j is %j", (path, extension) => {
  expect(extensionOf(path)).toBe(extension);
});

test.each(["a.jpeg", "a.MPO", "shop/a.apng", "a.nrw", "a.heif", "a.bmp"])("%s is an image by its name", (name) => {
  expect([hasImageName(name), hasZipName(name)]).toEqual([true, false]);
});

test.each(["a.svg", "a.pdf", "a", ".jpg", "a.zip", "jpg"])("%s is none", (name) => {
  expect(hasImageName(name)).toBe(false);
});

test.each([
  "x/@eaDir/a.jpg/SYNOPHOTO_THUMB_XL.jpg",
  "x/.@__thumb/a.jpg",
  "__MACOSX/._a.jpg",
  "$RECYCLE.BIN/a.jpg",
  "#recycle/a.jpg",
  "shop\\Thumbs.db",
  "._a.jpg",
  ".DS_Store",
])("%s is a file of the system", (path) => {
  expect(isSystemFile(path)).toBe(true);
});

test("photos are not taken for files of the system", () => {
  expect(["a/recycle/a.jpg", "thumbs.jpg", "eaDir/a.jpg", "a._b.jpg"].filter(isSystemFile)).toEqual([]);
});
