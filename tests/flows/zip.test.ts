import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { randomBytes } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import type { SubmitResponse } from "@symphony/contract";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { markedPicture, picturesOf } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { zipOf } from "@symphony/test-support/zip";
import type { ZipEntry } from "@symphony/test-support/zip";
import { manySmall } from "@symphony/test-support/zip-bombs";

let system: System;
let caller: Caller;

beforeAll(async () => {
  system = await startSystem({
    workers: 2,
    env: { MAX_FILE_BYTES: "2000000", MAX_UPLOAD_BYTES: "20000000", MAX_BATCH_ITEMS: "500" },
  });
  caller = createCaller(system.url);
});
afterAll(() => system.stop());

const zipForm = (entries: readonly ZipEntry[]): FormData => formOf([["batch.zip", zipOf(entries)]], {}, "zip_file");
const post = (entries: readonly ZipEntry[]): Promise<Response> =>
  caller.post("/api/check-logo/batch/", zipForm(entries));
const stagingDir = (): string => join(system.exportsDir, ".staging");
const expectNothingStaged = async (): Promise<void> => expect(await readdir(stagingDir())).toEqual([]);

test("a zip of 400 images in folders gives 400 results, also for files of the same name", async () => {
  const pictures = await picturesOf(400);
  const entries = pictures.map((bytes, i) => ({ name: `shelf ${i % 7}/photo ${i % 40}.jpg`, bytes }));
  const { batch_id, total, skipped } = await caller.submit(zipForm(entries));
  expect([total, skipped]).toEqual([400, []]);
  await caller.untilDone(batch_id);
  const results = await caller.results(batch_id);
  expect(results.map((result) => result.Image_Path_or_URL)).toEqual(entries.map((entry) => entry.name));
  expect(results.map((result) => result.Is_Valid)).toEqual(entries.map((_, i) => (i % 2 === 0 ? "Valid" : "Invalid")));
});

test("a zip64 is read like any other", async () => {
  const { total } = await caller.submit(formOf([["batch.zip", manySmall(490, 30_000)]], {}, "zip_file"));
  expect(total).toBe(490);
});

test("F-35: what is no image, or not safe, is left out and named", async () => {
  const bytes = await markedPicture();
  const entries: ZipEntry[] = [
    { name: "good.jpg", bytes },
    { name: "no ending", bytes },
    { name: "stored, no ending", bytes, stored: true },
    // Is displayed as "exe.jpg"; on disk it has a safe name.
    { name: "\u202egpj.exe", bytes },
    { name: "../../slip.jpg", bytes },
    { name: "..\\slip.jpg", bytes },
    { name: "/etc/absolute.jpg", bytes },
    { name: "C:\\absolute.jpg", bytes },
    { name: "nul\0.jpg", bytes },
    { name: "__MACOSX/._good.jpg", bytes },
    { name: "link.jpg", bytes: Buffer.from("/etc/passwd"), lie: { unixMode: 0o120777 } },
    { name: "locked.jpg", bytes, lie: { flags: 0x801 } },
    { name: "odd-method.jpg", bytes, lie: { method: 14 } },
    { name: "damaged.jpg", bytes, lie: { crc: 1 } },
    { name: "torn.jpg", bytes: randomBytes(60_000), lie: { packedSize: 30_000 } },
    { name: "readme.txt", bytes: Buffer.from("hello") },
    { name: "inner.zip", bytes: zipOf([{ name: "a.jpg", bytes }]) },
    { name: "bomb.png", bytes: Buffer.alloc(1_900_000) },
    { name: "big.png", bytes: randomBytes(2_100_000) },
    { name: "last.jpg", bytes },
  ];
  const response = await caller.submit(zipForm(entries));
  expect(response.total).toBe(7);
  expect(new Map(response.skipped.map((each) => [each.name, each.reason]))).toEqual(
    new Map([
      ["../../slip.jpg", "its path leads out of the zip"],
      ["..\\slip.jpg", "its path leads out of the zip"],
      ["nul_.jpg", "its name has a NUL character"],
      ["__MACOSX/._good.jpg", "a file of the operating system, not an image"],
      ["link.jpg", "a link, not a file"],
      ["locked.jpg", "encrypted; send the zip without a password"],
      ["odd-method.jpg", "packed with LZMA, which is not supported; zip it with Deflate"],
      ["damaged.jpg", "damaged in the zip"],
      ["torn.jpg", "damaged in the zip"],
      ["readme.txt", "not an image but a text file"],
      ["inner.zip", "a zip inside the zip; unpack it and send its images"],
      ["bomb.png", "unpacks to more than 100 times its size"],
      ["big.png", "larger than 2000000 bytes"],
    ]),
  );
  await caller.untilDone(response.batch_id);
  expect(
    (await caller.results(response.batch_id)).map((result) => [result.Image_Path_or_URL, result.Is_Valid]),
  ).toEqual([
    ["good.jpg", "Valid"],
    ["no ending", "Valid"],
    ["stored, no ending", "Valid"],
    ["\u202egpj.exe", "Valid"],
    ["etc/absolute.jpg", "Valid"],
    ["absolute.jpg", "Valid"],
    ["last.jpg", "Valid"],
  ]);
  expect((await readdir(join(system.exportsDir, ".."))).toSorted()).toEqual(["exports", "redis"]);
});

describe("a zip is refused", () => {
  const refusal = async (form: FormData): Promise<unknown> => {
    const response = await caller.post("/api/check-logo/batch/", form);
    await expectNothingStaged();
    return response.json();
  };

  test("when it holds no images", async () => {
    expect(await refusal(zipForm([{ name: "a.txt", bytes: Buffer.from("x") }]))).toMatchObject({
      status: 400,
      code: "zip_without_images",
      detail: "No images found in zip file",
      skipped: [{ name: "a.txt", reason: "not an image but a text file" }],
    });
    expect(await refusal(zipForm([]))).toMatchObject({ code: "zip_without_images" });
  });

  test("when it is no zip, or cut off", async () => {
    const whole = zipOf([{ name: "a.jpg", bytes: await markedPicture() }]);
    for (const bytes of [Buffer.from("no zip at all"), whole.subarray(0, whole.length - 30), Buffer.alloc(0)]) {
      expect(await refusal(formOf([["b.zip", bytes]], {}, "zip_file"))).toMatchObject({
        status: 400,
        code: "zip_unreadable",
      });
    }
    const among: Array<[string, Uint8Array]> = [
      ["good.zip", whole],
      ["broken.zip", whole.subarray(0, whole.length - 30)],
      ["photo.jpg", await markedPicture()],
    ];
    expect(await refusal(formOf(among))).toMatchObject({ detail: "broken.zip: the zip file is cut off." });
  });

  test("F-36: when its entries share bytes", async () => {
    const bytes = await markedPicture();
    const entries = [
      { name: "a.jpg", bytes },
      { name: "b.jpg", bytes, lie: { offset: 0 } },
    ];
    expect(await refusal(zipForm(entries))).toMatchObject({ status: 400, code: "zip_refused" });
  });

  test("F-36: when it has more entries than a batch may have", async () => {
    const bytes = await markedPicture();
    const many = Array.from({ length: 501 }, (_, i) => ({ name: `${i}.jpg`, bytes }));
    expect(await refusal(zipForm(many))).toMatchObject({ status: 413, code: "too_many_items" });
    const claims = zipOf([{ name: "a.jpg", bytes }]);
    claims.writeUInt16LE(60_000, claims.length - 12);
    expect(await refusal(formOf([["b.zip", claims]], {}, "zip_file"))).toMatchObject({
      status: 413,
      code: "too_many_items",
    });
  });

  test("F-36: when it unpacks to more than an upload may have", async () => {
    const entries = Array.from({ length: 30 }, (_, i) => ({ name: `${i}.png`, bytes: Buffer.alloc(999_999, i) }));
    expect(await refusal(zipForm(entries))).toMatchObject({ status: 400, code: "zip_refused" });
  });
});

async function bytesBelow(dir: string): Promise<number> {
  const files = await readdir(dir, { recursive: true, withFileTypes: true });
  const sizes = files.filter((file) => file.isFile()).map((file) => stat(join(file.parentPath, file.name)));
  return (await Promise.all(sizes)).reduce((sum, { size }) => sum + size, 0);
}

test("nothing stays of a zip whose sender breaks off", async () => {
  const zip = zipOf(Array.from({ length: 100 }, (_, i) => ({ name: `${i}.jpg`, bytes: randomBytes(100_000) })));
  const sent = request(`${system.url}/api/check-logo/batch/`, {
    method: "POST",
    headers: { "content-type": "multipart/form-data; boundary=b" },
  });
  sent
    .on("error", () => undefined)
    .write('--b\r\ncontent-disposition: form-data; name="zip_file"; filename="a.zip"\r\n\r\n');
  await new Promise((resolve) => sent.write(zip.subarray(0, zip.length / 2), resolve));
  await until(async () => (await bytesBelow(stagingDir())) > 1_000_000, "some of it is spooled");
  sent.destroy();
  await until(async () => (await readdir(stagingDir())).length === 0, "all of it is removed");
});

test("files and a zip in one form make one batch", async () => {
  const bytes = await markedPicture();
  const form = formOf([["loose.jpg", bytes]]);
  form.append("zip_file", new Blob([zipOf([{ name: "packed.jpg", bytes }]) as Uint8Array<ArrayBuffer>]), "b.zip");
  const response = (await (await caller.post("/api/check-logo/batch", form)).json()) as SubmitResponse;
  expect(response.total).toBe(2);
  expect((await post([{ name: "fine.jpg", bytes }])).status).toBe(200);
});
