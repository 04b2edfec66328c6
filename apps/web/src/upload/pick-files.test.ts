import { expect, test } from "@jest/globals";
import { DELIVERED_LIMITS } from "./limits.ts";
import { addFiles, NO_PICKS, removeFile, totalBytes } from "./pick-files.ts";

function incoming(path: string, size = 10, lastModified = 1) {
  const file = new File(["x".repeat(Math.min(size, 10))], path.split("/").at(-1) ?? "", { lastModified });
  return { file, path, size };
}
const reasons = (...paths: Array<Parameters<typeof incoming>>): string[] =>
  addFiles(
    NO_PICKS,
    paths.map((each) => incoming(...each)),
  ).leftOut.map(({ reason }) => reason);

test("images and zips are taken under their path below what was dropped", () => {
  const { picked, leftOut } = addFiles(NO_PICKS, [
    incoming("/shop/red/a.JPG"),
    incoming("./b.png"),
    incoming("all.zip"),
  ]);
  expect(picked.map(({ name, kind }) => [name, kind])).toEqual([
    ["shop/red/a.JPG", "image"],
    ["b.png", "image"],
    ["all.zip", "zip"],
  ]);
  expect(leftOut).toEqual([]);
});

test("what cannot be taken is listed with a reason people can act on", () => {
  expect(
    reasons(
      ["notes.docx"],
      ["photo.heic"],
      ["empty.jpg", 0],
      ["huge.jpg", 60_000_000],
      [".DS_Store"],
      ["x/__MACOSX/._a.jpg"],
      ["noending"],
    ),
  ).toEqual([
    "not an image",
    "HEIC files cannot be read: save it as JPEG or PNG",
    "the file is empty",
    "larger than 50 MB",
    "a file of the operating system",
    "a file of the operating system",
    "not an image",
  ]);
});

test("files of the same name are kept apart, the same file twice is taken once", () => {
  const first = addFiles(NO_PICKS, [
    incoming("a/x.jpg", 10, 1),
    incoming("a/x.jpg", 10, 2),
    incoming("b/x.jpg", 10, 1),
  ]);
  expect(first.picked.map(({ name }) => name)).toEqual(["a/x.jpg", "a/x (2).jpg", "b/x.jpg"]);
  expect(addFiles(first, [incoming("a/x.jpg", 10, 1)]).leftOut).toEqual([
    { name: "a/x.jpg", reason: "already in the list" },
  ]);
});

test("a batch takes as many as the server says, and files as large", () => {
  const { picked, leftOut } = addFiles(NO_PICKS, [incoming("1.jpg"), incoming("2.jpg"), incoming("3.jpg")], {
    ...DELIVERED_LIMITS,
    max_batch_items: 2,
  });
  expect(picked).toHaveLength(2);
  expect(leftOut).toEqual([{ name: "3.jpg", reason: "a batch takes 2 images" }]);
  const strict = addFiles(NO_PICKS, [incoming("a.jpg", 11), incoming("b.zip", 21)], {
    ...DELIVERED_LIMITS,
    max_file_bytes: 10,
    max_upload_bytes: 20,
  });
  expect(strict.leftOut.map(({ reason }) => reason)).toEqual(["larger than 10 B", "larger than 20 B"]);
});

test("files can be taken away again", () => {
  const picks = addFiles(NO_PICKS, [incoming("1.jpg"), incoming("2.jpg")]);
  expect(totalBytes(picks)).toBe(20);
  expect(removeFile(picks, "1.jpg").picked.map(({ name }) => name)).toEqual(["2.jpg"]);
});
