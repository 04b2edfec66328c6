import { expect, test } from "@jest/globals";
import { DEFAULT_LIMITS } from "./limits.ts";
import { readSizes } from "./read-sizes.ts";
import { addFiles, NO_PICKS, removeFile, totalBytes } from "./pick-files.ts";

function incoming(path: string, size = 10, lastModified = 1) {
  const file = new File(["x".repeat(Math.min(size, 10))], path.split("/").at(-1) ?? "", { lastModified });
  return { file, path, size };
}
const reasons = (...paths: Array<Parameters<typeof incoming>>): string[] =>
  addFiles(
    NO_PICKS,
    paths.map((each) => incoming(...each)),
  ).skipped.map(({ reason }) => reason);

test("images and zips keep their path below the dropped folder", () => {
  const { picked, skipped } = addFiles(NO_PICKS, [
    incoming("/shop/red/a.JPG"),
    incoming("./b.png"),
    incoming("all.zip"),
  ]);
  expect(picked.map(({ name, kind }) => [name, kind])).toEqual([
    ["shop/red/a.JPG", "image"],
    ["b.png", "image"],
    ["all.zip", "zip"],
  ]);
  expect(skipped).toEqual([]);
});

test("other files are skipped with a reason", () => {
  expect(
    reasons(
      ["notes.docx"],
      ["photo.heic"],
      ["empty.jpg", 0],
      ["huge.jpg", 60_000_000],
      [".DS_Store"],
      ["x/__MACOSX/._a.jpg"],
      ["x/@eaDir/a.jpg/SYNOPHOTO_THUMB_M.jpg"],
    ),
  ).toEqual([
    "not an image but a .docx file",
    expect.stringMatching(/^HEIC files cannot be read: convert them to JPEG, as an iPhone/),
    "the file is empty",
    "larger than 50 MB",
    "a file of the operating system",
    "a file of the operating system",
    "a file of the operating system",
  ]);
});

test.each([
  ["a.rar", ".rar archives are not unpacked: send a zip"],
  ["a.pdf", "PDF files cannot be read: export their pages as JPEG or PNG"],
  ["a.orf", "Camera raw files cannot be read: export them as JPEG"],
  ["a.psd", "Photoshop files cannot be read: save them as JPEG or PNG"],
])("%s is left out with what to do", (name, reason) => {
  expect(reasons([name])).toEqual([reason]);
});

test("a photo under another name is taken by its content", async () => {
  const photo = (name: string, start: string) => ({
    file: new File([Uint8Array.from(start, (each) => each.charCodeAt(0)), "rest of it"], name),
    path: name,
  });
  const read = await readSizes([
    photo("a.heic", "\xff\xd8\xff\xe0"),
    photo("a.php", "RIFF0000WEBPVP8 "),
    photo("b.heic", "0000ftypheic"),
    photo("c.nef", "II*\0"),
    photo("d.docx", "PK\x03\x04"),
  ]);
  expect(addFiles(NO_PICKS, read).picked.map(({ name }) => name)).toEqual(["a.heic", "a.php"]);
});

test("files that the server recognises by their content are taken", () => {
  expect(reasons(["noextension"], ["a.mpo"], ["a.apng"], ["a.jpg_large"])).toEqual([]);
});

test("files of the same name get unique names, the same file twice is taken once", () => {
  const first = addFiles(NO_PICKS, [
    incoming("a/x.jpg", 10, 1),
    incoming("a/x.jpg", 10, 2),
    incoming("b/x.jpg", 10, 1),
  ]);
  expect(first.picked.map(({ name }) => name)).toEqual(["a/x.jpg", "a/x (2).jpg", "b/x.jpg"]);
  expect(addFiles(first, [incoming("a/x.jpg", 10, 1)]).skipped).toEqual([
    { name: "a/x.jpg", reason: "already in the list" },
  ]);
});

test("the limits of the server apply to the number and the size of files", () => {
  const { picked, skipped } = addFiles(NO_PICKS, [incoming("1.jpg"), incoming("2.jpg"), incoming("3.jpg")], {
    ...DEFAULT_LIMITS,
    max_batch_items: 2,
  });
  expect(picked).toHaveLength(2);
  expect(skipped).toEqual([{ name: "3.jpg", reason: "a batch takes 2 images" }]);
  const strict = addFiles(NO_PICKS, [incoming("a.jpg", 11), incoming("b.zip", 21)], {
    ...DEFAULT_LIMITS,
    max_file_bytes: 10,
    max_image_pixels: 1,
    max_upload_bytes: 20,
  });
  expect(strict.skipped.map(({ reason }) => reason)).toEqual(["larger than 10 B", "larger than 20 B"]);
});

test("files can be removed", () => {
  const picks = addFiles(NO_PICKS, [incoming("1.jpg"), incoming("2.jpg")]);
  expect(totalBytes(picks)).toBe(20);
  expect(removeFile(picks, "1.jpg").picked.map(({ name }) => name)).toEqual(["2.jpg"]);
});
