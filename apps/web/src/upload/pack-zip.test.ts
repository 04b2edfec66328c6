import { expect, test } from "@jest/globals";
import { crc32 } from "node:zlib";
import { packZip } from "./pack-zip.ts";

const picked = (name: string, content: string | Uint8Array<ArrayBuffer>) => {
  const file = new File([content], "x.jpg");
  return { file, name, size: file.size, kind: "image" as const };
};
const { signal } = new AbortController();

function unreadable(name: string) {
  const pick = picked(name, "x");
  Object.defineProperty(pick.file, "slice", {
    value: () => ({ arrayBuffer: () => Promise.reject(new Error("gone")) }),
  });
  return pick;
}

test("files are stored uncompressed under their paths", async () => {
  const { zip, skipped } = await packZip([picked("shop/a.jpg", "first"), picked("shop/ä.jpg", "second")], signal);
  const text = new TextDecoder().decode(await zip.arrayBuffer());
  for (const part of ["shop/a.jpg", "first", "shop/ä.jpg", "second"]) expect(text).toContain(part);
  expect(skipped).toEqual([]);
});

test.each([0, 1, 40_000, 9_000_000])("a file of %d bytes is stored with its checksum", async (size) => {
  const content = new Uint8Array(size).map((_, i) => (i * 7) % 251);
  const { zip } = await packZip(
    [picked("before.jpg", "b"), picked("photo.jpg", content), picked("after.jpg", "a")],
    signal,
  );
  const bytes = Buffer.from(await zip.arrayBuffer());
  const start = bytes.indexOf("photo.jpg") + "photo.jpg".length;
  expect(bytes.subarray(start, start + size).equals(content)).toBe(true);
  // The entry in the central directory: checksum at 16, size at 24, name at 46.
  const entry = bytes.lastIndexOf("photo.jpg") - 46;
  expect([bytes.readUInt32LE(entry + 16), bytes.readUInt32LE(entry + 24)]).toEqual([crc32(content), size]);
});

test("a missing file is skipped, the others are packed", async () => {
  const { zip, skipped } = await packZip([unreadable("gone.jpg"), picked("here.jpg", "here")], signal);
  expect(skipped.map(({ name }) => name)).toEqual(["gone.jpg"]);
  expect(await zip.text()).not.toContain("gone.jpg");
});

test("aborting stops between two files", async () => {
  const control = new AbortController();
  const second = picked("b.jpg", "b");
  Object.defineProperty(second, "name", {
    get() {
      control.abort(new Error("cancelled"));
      return "b.jpg";
    },
  });
  const packing = packZip([picked("a.jpg", "a"), second], control.signal);
  await expect(packing).rejects.toThrow("cancelled");
});
