import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { markedPicture, plainPicture } from "@symphony/test-support/pictures";
import { startSystem } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { zipOf } from "@symphony/test-support/zip";

let system: System;
let caller: Caller;
const BATCH_MAX = 30;

beforeAll(async () => {
  system = await startSystem({ env: { MAX_BATCH_ITEMS: String(BATCH_MAX), ADMIN_PASSWORD: "correct horse" } });
  caller = createCaller(system.url);
});
afterAll(() => system.stop());

const problem = async (path: string, body: FormData | object): Promise<unknown> => {
  const response = await caller.post(path, body);
  const { code, detail } = (await response.json()) as Record<string, unknown>;
  return [response.status, code, detail];
};
const verdicts = async (batchId: string): Promise<Array<[string, string]>> => {
  await caller.untilDone(batchId);
  return (await caller.results(batchId)).map((each) => [each.Image_Path_or_URL, each.Is_Valid]);
};

/** A TIFF whose first directory says that it is a reduced copy, as in a DNG. */
function rawFile(): Buffer {
  const entries = [
    [254, 4, 1],
    [256, 3, 16],
    [257, 3, 12],
    [262, 3, 2],
  ];
  const bytes = Buffer.alloc(8 + 2 + entries.length * 12 + 4);
  bytes.write("II*\0\x08", "latin1");
  bytes.writeUInt16LE(entries.length, 8);
  entries.forEach(([tag = 0, type = 0, value = 0], i) => {
    bytes.writeUInt16LE(tag, 10 + i * 12);
    bytes.writeUInt16LE(type, 12 + i * 12);
    bytes.writeUInt32LE(1, 14 + i * 12);
    bytes.writeUInt32LE(value, 18 + i * 12);
  });
  return bytes;
}

test("F-71: a camera raw file is refused by its content, alone, under another name and inside a zip", async () => {
  const photo = await markedPicture();
  const zip = zipOf([
    { name: "shop/a.dng", bytes: rawFile() },
    { name: "shop/b.tif", bytes: rawFile() },
    { name: "shop/c.nef", bytes: rawFile() },
    { name: "shop/no extension", bytes: rawFile() },
    { name: "shop/photo.jpg", bytes: photo },
  ]);
  for (const form of [
    formOf([["photos.zip", zip]], {}, "zip_file"),
    formOf([["photos.zip", zip]]),
    formOf([
      ["a.dng", rawFile()],
      ["b.jpg", rawFile()],
      ["photo.jpg", photo],
    ]),
  ]) {
    const { batch_id: id, skipped } = await caller.submit(form);
    expect(skipped).toEqual([]);
    await caller.untilDone(id);
    const results = await caller.results(id);
    for (const result of results.slice(0, -1)) {
      expect(result).toMatchObject({ Is_Valid: "Error", Error_Category: "unsupported_format" });
      expect(result.Error).toMatch(/camera raw/);
    }
    expect(results.at(-1)).toMatchObject({ Is_Valid: "Valid" });
  }
});

test("several zips among files, beside photos and files of the system, make one batch", async () => {
  const [photo, plain] = [await markedPicture(), await plainPicture()];
  const { batch_id: id, ...response } = await caller.submit(
    formOf([
      ["first.zip", zipOf([{ name: "x/a.jpg", bytes: photo }])],
      ["b.jpg", plain],
      [
        "second.ZIP",
        zipOf([
          { name: "x/a.jpg", bytes: plain },
          { name: "readme.txt", bytes: Buffer.from("hi") },
        ]),
      ],
      ["x/@eaDir/b.jpg/SYNOPHOTO_THUMB_M.jpg", plain],
      ["._b.jpg", Buffer.from("Mac OS X")],
      ["no extension, but a zip", zipOf([{ name: "c.jpg", bytes: photo }])],
    ]),
  );
  expect(response.skipped).toEqual([
    { name: "x/@eaDir/b.jpg/SYNOPHOTO_THUMB_M.jpg", reason: "a file of the operating system, not an image" },
    { name: "._b.jpg", reason: "a file of the operating system, not an image" },
    { name: "readme.txt", reason: "not an image but a text file" },
  ]);
  expect(await verdicts(id)).toEqual([
    ["b.jpg", "Invalid"],
    ["x/a.jpg", "Valid"],
    ["x/a.jpg", "Invalid"],
    ["c.jpg", "Valid"],
  ]);
});

test("what is no image at all is told by its kind", async () => {
  const { batch_id: id } = await caller.submit(
    formOf([
      ["page.jpg", Buffer.from("<!DOCTYPE html><html><title>Log in</title></html>")],
      ["zip.jpg", zipOf([{ name: "a.jpg", bytes: Buffer.from("x") }])],
      ["zeros.jpg", Buffer.alloc(5_000)],
      ["letter.jpg", Buffer.from("Yours sincerely")],
      ["paper.jpg", Buffer.from("%PDF-1.7 …")],
    ]),
  );
  await caller.untilDone(id);
  expect((await caller.results(id)).map(({ Error }) => Error)).toEqual([
    "The file is not an image but a web page.",
    "The file is not an image but a zip archive or an office document.",
    "The file is not an image but a file of zero bytes, as an interrupted copy leaves it.",
    "The file is not an image but a text file.",
    "The file is PDF, which is not supported; send JPEG, PNG, WebP, GIF, TIFF or AVIF.",
  ]);
});

test("limits are told with their numbers", async () => {
  const photo = await markedPicture();
  const many = (count: number, field = "files"): FormData =>
    formOf(
      Array.from({ length: count }, (_, i): [string, Uint8Array] => [`${i}.jpg`, photo]),
      {},
      field,
    );
  const submit = "/api/check-logo/batch/";
  expect(await problem(submit, many(BATCH_MAX + 1))).toEqual([
    413,
    "too_many_items",
    "A batch takes 30 files; send the rest as another one.",
  ]);
  expect(await problem("/api/check-logo/single/", many(2, "file"))).toEqual([
    413,
    "too_many_items",
    "A single check takes one file; send several as a batch.",
  ]);
  const urls = Array.from({ length: BATCH_MAX + 1 }, (_, i) => `http://127.0.0.1:9/${i}.jpg`);
  expect(await problem(submit, { image_paths: urls })).toEqual([
    413,
    "too_many_items",
    "A batch takes 30 URLs; send the rest as another one.",
  ]);
  expect(await problem(submit, formOf([["a.jpg", photo]], { client_id: "x".repeat(9_000) }))).toEqual([
    400,
    "invalid_request",
    "The form cannot be read: a text field has more than 8192 bytes.",
  ]);
  expect(await problem("/api/admin/session", { username: "x".repeat(5_000), password: "y" })).toEqual([
    413,
    "upload_too_large",
    "The body has more than the 4096 bytes that this call takes.",
  ]);
});
