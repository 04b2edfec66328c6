import { expect, test } from "@jest/globals";
import { crc32 } from "node:zlib";
import { packZip } from "./pack-zip.ts";

const picked = (name: string, content: string | Uint8Array<ArrayBuffer>) => {
  const file = new File([content], "x.jpg");
  return { file, name, size: file.size, kind: "image" as const };
};
const still = { signal: new AbortController().signal, onFile: () => {} };

function unreadable(name: string) {
  const pick = picked(name, "x");
  Object.defineProperty(pick.file, "slice", {
    value: () => ({ arrayBuffer: () => Promise.reject(new Error("gone")) }),
  });
  return pick;
}

test("files go in uncompressed under their paths, and each is told", async () => {
  const told: number[] = [];
  const { zip, leftOut } = await packZip([picked("shop/a.jpg", "first"), picked("shop/ä.jpg", "second")], {
    ...still,
    onFile: (done) => told.push(done),
  });
  const text = new TextDecoder().decode(await zip.arrayBuffer());
  for (const part of ["shop/a.jpg", "first", "shop/ä.jpg", "second"]) expect(text).toContain(part);
  expect(told).toEqual([0, 1]);
  expect(leftOut).toEqual([]);
});

test.each([0, 1, 40_000, 9_000_000])(
  "a file of %d bytes comes through piece by piece, with its checksum",
  async (size) => {
    const content = new Uint8Array(size).map((_, i) => (i * 7) % 251);
    const { zip } = await packZip(
      [picked("before.jpg", "b"), picked("photo.jpg", content), picked("after.jpg", "a")],
      still,
    );
    const bytes = Buffer.from(await zip.arrayBuffer());
    const start = bytes.indexOf("photo.jpg") + "photo.jpg".length;
    expect(bytes.subarray(start, start + size).equals(content)).toBe(true);
    // The entry in the directory at the end: checksum at 16, size at 24, name at 46.
    const entry = bytes.lastIndexOf("photo.jpg") - 46;
    expect([bytes.readUInt32LE(entry + 16), bytes.readUInt32LE(entry + 24)]).toEqual([crc32(content), size]);
  },
);

test("a file that is gone is left out by name, the others are packed", async () => {
  const { zip, leftOut } = await packZip([unreadable("gone.jpg"), picked("here.jpg", "here")], still);
  expect(leftOut.map(({ name }) => name)).toEqual(["gone.jpg"]);
  expect(await zip.text()).not.toContain("gone.jpg");
});

test("cancelling stops between two files", async () => {
  const control = new AbortController();
  const packing = packZip([picked("a.jpg", "a"), picked("b.jpg", "b")], {
    signal: control.signal,
    onFile: (done) => done === 1 && control.abort(new Error("cancelled")),
  });
  await expect(packing).rejects.toThrow("cancelled");
});
