import { expect, test } from "@jest/globals";
import { crc32 } from "node:zlib";
import { packZip } from "./pack-zip.ts";

const picked = (name: string, content: string | Uint8Array<ArrayBuffer>) => {
  const file = new File([content], "x.jpg");
  return { file, name, size: file.size, kind: "image" as const };
};
const options = { signal: new AbortController().signal, onFile: () => {} };

function unreadable(name: string) {
  const pick = picked(name, "x");
  Object.defineProperty(pick.file, "slice", {
    value: () => ({ arrayBuffer: () => Promise.reject(new Error("gone")) }),
  });
  return pick;
}

test("files are stored uncompressed under their paths, and progress is reported", async () => {
  const reported: number[] = [];
  const { zip, skipped } = await packZip([picked("shop/a.jpg", "first"), picked("shop/ä.jpg", "second")], {
    ...options,
    onFile: (done) => reported.push(done),
  });
  const text = new TextDecoder().decode(await zip.arrayBuffer());
  for (const part of ["shop/a.jpg", "first", "shop/ä.jpg", "second"]) expect(text).toContain(part);
  expect(reported).toEqual([0, 1]);
  expect(skipped).toEqual([]);
});

test.each([0, 1, 40_000, 9_000_000])("a file of %d bytes is stored with its checksum", async (size) => {
  const content = new Uint8Array(size).map((_, i) => (i * 7) % 251);
  const { zip } = await packZip(
    [picked("before.jpg", "b"), picked("photo.jpg", content), picked("after.jpg", "a")],
    options,
  );
  const bytes = Buffer.from(await zip.arrayBuffer());
  const start = bytes.indexOf("photo.jpg") + "photo.jpg".length;
  expect(bytes.subarray(start, start + size).equals(content)).toBe(true);
  // The entry in the central directory: checksum at 16, size at 24, name at 46.
  const entry = bytes.lastIndexOf("photo.jpg") - 46;
  expect([bytes.readUInt32LE(entry + 16), bytes.readUInt32LE(entry + 24)]).toEqual([crc32(content), size]);
});

test("a missing file is skipped, the others are packed", async () => {
  const { zip, skipped } = await packZip([unreadable("gone.jpg"), picked("here.jpg", "here")], options);
  expect(skipped.map(({ name }) => name)).toEqual(["gone.jpg"]);
  expect(await zip.text()).not.toContain("gone.jpg");
});

test("aborting stops between two files", async () => {
  const control = new AbortController();
  const packing = packZip([picked("a.jpg", "a"), picked("b.jpg", "b")], {
    signal: control.signal,
    onFile: (done) => done === 1 && control.abort(new Error("cancelled")),
  });
  await expect(packing).rejects.toThrow("cancelled");
});
