import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, gzipSync } from "node:zlib";
import { zipOf } from "@symphony/test-support/zip";
import type { ZipEntry } from "@symphony/test-support/zip";
import { manySmall } from "@symphony/test-support/zip-bombs";
import { listEntries, nameOf, reasonToSkip } from "./zip-directory.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "symphony-zips-"));
});
afterAll(() => rm(dir, { recursive: true }));

const bytes = Buffer.from("some bytes of a photo");
const END_BYTES = 22;

/** Name and offset of each entry, or why it is left out. */
async function read(zip: Buffer, maxItems = 100_000): Promise<Array<[name: string, found: string]>> {
  const path = join(dir, "any.zip");
  const file = await open(path, "w+");
  try {
    await file.write(zip);
    const entries = await listEntries(file, maxItems);
    return entries.map((entry) => [nameOf(entry), reasonToSkip(entry) ?? String(entry.offset)]);
  } finally {
    await file.close();
  }
}
const names = async (zip: Buffer): Promise<string[]> => (await read(zip)).map(([name]) => name);
const named = (name: string | Buffer, more: Partial<ZipEntry> = {}): ZipEntry => ({ name, bytes, ...more });
const numbered = (count: number): ZipEntry[] => Array.from({ length: count }, (_, i) => named(`${i}.jpg`));
const withCount = (zip: Buffer, count: number): Buffer => {
  zip.writeUInt16LE(count, zip.length - 14);
  zip.writeUInt16LE(count, zip.length - 12);
  return zip;
};

test.each([0, 4, 9])("F-69: all 10 entries are read where the end says %d", async (count) => {
  expect(await names(withCount(zipOf(numbered(10)), count))).toHaveLength(10);
});

test("F-69: 10 entries are read where count and size are those of 4", async () => {
  const zip = withCount(zipOf(numbered(10)), 4);
  zip.writeUInt32LE((zip.readUInt32LE(zip.length - 10) / 10) * 4, zip.length - 10);
  expect(await names(zip)).toEqual(numbered(10).map(({ name }) => name));
});

test("F-69: a count that wrapped at 65,536 loses nothing", async () => {
  expect(await names(zipOf(numbered(65_540)))).toHaveLength(65_540);
});

test.each<[string, (zip: Buffer) => Buffer]>([
  ["has fewer entries than it says", (zip) => withCount(zip, 11)],
  ["begins elsewhere", (zip) => (zip.writeUInt32LE(7, zip.length - 6), zip.writeUInt32LE(9, zip.length - 10), zip)],
  ["breaks off", (zip) => (zip.write("XX", zip.length - END_BYTES - 50, "latin1"), zip)],
])("F-69: a zip whose directory %s is refused with a sentence", async (_what, change) => {
  await expect(read(change(zipOf(numbered(10))))).rejects.toMatchObject({
    code: "zip_unreadable",
    message: expect.stringContaining("contradicts itself"),
  });
});

const cp437 = (text: string): ZipEntry => named(Buffer.from(text, "latin1"), { lie: { flags: 0 } });
const unicode = (raw: Buffer, name: string, sum = crc32(raw)): ZipEntry => {
  const content = Buffer.concat([Buffer.alloc(5), Buffer.from(name)]);
  content[0] = 1;
  content.writeUInt32LE(sum, 1);
  const head = Buffer.from(Uint16Array.of(0x7075, content.length).buffer);
  return named(raw, { lie: { flags: 0 }, extra: Buffer.concat([Buffer.from([1, 2, 1, 0, 9]), head, content]) });
};

test.each<[string, ZipEntry, string]>([
  ["code page 437", cp437("Gr\x94\xe1e/K\x81hlschrank.jpg"), "Größe/Kühlschrank.jpg"],
  ["code page 437, other letters", cp437("T\x82 \x9bx \xfe.jpg"), "Té ¢x ■.jpg"],
  ["UTF-8 without the flag", named("Größe.jpg", { lie: { flags: 0 } }), "Größe.jpg"],
  ["UTF-8 with the flag", named("Größe 日本.jpg"), "Größe 日本.jpg"],
  ["a flag that lies", named(Buffer.from("K\x81hl.jpg", "latin1")), "Kühl.jpg"],
  ["the Unicode extra field", unicode(Buffer.from("Gr_e.jpg"), "Größe.jpg"), "Größe.jpg"],
  ["that field of another name", unicode(Buffer.from("Gr\x94e.jpg", "latin1"), "old.jpg", 1), "Gröe.jpg"],
  ["control characters", named("a\n\u0007\u009bb\ufffd.jpg"), "a___b_.jpg"],
  ["a drive", named("C:\\Users\\me\\plate.jpg"), "Users/me/plate.jpg"],
  ["a drive with slashes", named("d:/me/plate.jpg"), "me/plate.jpg"],
  ["a root", named("/etc/plate.jpg"), "etc/plate.jpg"],
  ["a network share", named("\\\\server\\share\\plate.jpg"), "server/share/plate.jpg"],
  ["backslashes", named("shelf\\plate.jpg"), "shelf/plate.jpg"],
  ["a way that stays inside", named("a/../b/./plate.jpg"), "b/plate.jpg"],
  ["colons", named("at 10:30/a:b.jpg"), "at 10:30/a:b.jpg"],
])("names: %s", async (_what, entry, expected) => {
  const [[name, found] = []] = await read(zipOf([entry]));
  expect([name, found]).toEqual([expected, "0"]);
});

test.each<[string, ZipEntry, string]>([
  ["a way out", named("a/../../b.jpg"), "its path leads out of the zip"],
  ["a way out with backslashes", named("a\\..\\..\\b.jpg"), "its path leads out of the zip"],
  ["a way out behind a drive", named("C:\\..\\b.jpg"), "its path leads out of the zip"],
  ["bzip2", named("a.jpg", { lie: { method: 12 } }), "packed with bzip2"],
  ["LZMA", named("a.jpg", { lie: { method: 14 } }), "packed with LZMA"],
  ["an unknown method", named("a.jpg", { lie: { method: 77 } }), "packed with method 77"],
  ["ZipCrypto", named("a.jpg", { lie: { flags: 1 } }), "encrypted"],
  ["AES", named("a.jpg", { lie: { method: 99 } }), "encrypted"],
  ["thumbnails of a NAS", named("x/@eaDir/a.jpg/SYNOPHOTO_THUMB_XL.jpg"), "a file of the operating system"],
  ["resource forks", named("__MACOSX/._a.jpg"), "a file of the operating system"],
  ["thumbnails of Windows", named("x/Thumbs.db"), "a file of the operating system"],
  ["folder views", named(".DS_Store"), "a file of the operating system"],
])("left out with its reason: %s", async (_what, entry, reason) => {
  const [[, found] = []] = await read(zipOf([entry, named("good.jpg")]));
  expect(found).toContain(reason);
});

test("bytes before the first entry are allowed, whether the offsets count them or not", async () => {
  const before = Buffer.alloc(5002, "MZ program ");
  const zip = zipOf(numbered(2));
  const plain = await read(zip);
  const moved = plain.map(([name, offset]) => [name, String(Number(offset) + before.length)]);
  expect(await read(Buffer.concat([before, zip]))).toEqual(moved);
  const counted = zipOf(numbered(2).map((entry, i) => ({ ...entry, lie: { offset: Number(moved[i]?.[1]) } })));
  counted.writeUInt32LE(counted.readUInt32LE(counted.length - 6) + before.length, counted.length - 6);
  expect(await read(Buffer.concat([before, counted]))).toEqual(moved);
  expect(await read(Buffer.concat([zip, Buffer.from("appended")]))).toEqual(plain);
});

test("bytes before a zip64 are allowed, although its end record counts from the zip's own beginning", async () => {
  const zip = manySmall(5, 100);
  expect(zip.includes(Buffer.from("PK\x06\x06", "latin1"))).toBe(true);
  const plain = await read(zip);
  const before = Buffer.alloc(1234, "MZ program ");
  expect(await read(Buffer.concat([before, zip]))).toEqual(
    plain.map(([name, offset]) => [name, String(Number(offset) + before.length)]),
  );
});

test("a part of a split archive is refused as that", async () => {
  const last = zipOf(numbered(2));
  last.writeUInt16LE(1, last.length - 18);
  const first = Buffer.concat([Buffer.from("PK\x07\x08", "latin1"), zipOf(numbered(1)).subarray(0, 40)]);
  for (const part of [last, first])
    await expect(read(part)).rejects.toMatchObject({ message: expect.stringContaining("split archive") });
});

test("an encrypted directory is refused as that", async () => {
  const zip = zipOf(numbered(2));
  zip.write("PK\x06\x08", zip.readUInt32LE(zip.length - 6), "latin1");
  await expect(read(zip)).rejects.toMatchObject({ message: expect.stringContaining("encrypted") });
});

test.each<[string, Buffer, string]>([
  ["a tar archive", tarOf("a.jpg"), "The file is not a zip file but another archive (tar); send a zip."],
  ["gzip", gzipSync("x".repeat(100)), "The file is not a zip file but another archive (gz); send a zip."],
  [
    "7z",
    Buffer.from("377abcaf271c00040000", "hex"),
    "The file is not a zip file but another archive (7z); send a zip.",
  ],
  ["rar", Buffer.from("526172211a070100", "hex"), "The file is not a zip file but another archive (rar); send a zip."],
  ["a web page", Buffer.from("<!doctype html>"), "The file is not a zip file but an HTML page; send a zip."],
  ["a PDF", Buffer.from("%PDF-1.7".padEnd(3_000)), "The file is not a zip file but a PDF document; send a zip."],
  ["the first half of a zip", zipOf(numbered(10)).subarray(0, 400), "The zip file is cut off."],
  ["the last half of a zip", zipOf(numbered(10)).subarray(200), "The zip file is cut off."],
])("what is sent under the name of a zip is told: %s", async (_what, file, detail) => {
  await expect(read(file)).rejects.toMatchObject({ code: "zip_unreadable", message: detail });
});

/** The header of one empty file, as POSIX describes it. */
function tarOf(name: string): Buffer {
  const header = Buffer.alloc(1024);
  header.write(name, 0, "latin1");
  header.write("0000644\0", 100, "latin1");
  header.write("        ", 148, "latin1");
  header.write("ustar\x0000", 257, "latin1");
  const sum = header.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return header;
}

test("names are without steps to the same folder", async () => {
  expect(await names(zipOf([named("./a.jpg"), named("x/./y/b.jpg")]))).toEqual(["a.jpg", "x/y/b.jpg"]);
});
