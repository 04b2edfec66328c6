import { expect, test } from "@jest/globals";
import { crc32 } from "node:zlib";
import { pictureFile } from "../../fixtures/pictures.ts";
import { decodeImage } from "./decode-image.ts";
import { sharp } from "./libvips.ts";

const pagesOf = async (bytes: Uint8Array) =>
  (await decodeImage(await pictureFile("a.jpg", bytes), { maxPixels: 1_000_000, maxSide: 1000 })).pages;
const red = () => sharp({ create: { width: 40, height: 30, channels: 3, background: "#f00" } });
const u32 = (...values: number[]): Buffer =>
  Buffer.concat(values.map((value) => Buffer.from(Uint32Array.of(value).buffer).swap32()));

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), content]);
  return Buffer.concat([u32(content.length), named, u32(crc32(named))]);
}

test("an animated PNG tells its frames, and the first one is looked at", async () => {
  const png = await red().png().toBuffer();
  const animated = (...more: Buffer[]) =>
    Buffer.concat([png.subarray(0, 33), chunk("acTL", u32(7, 0)), ...more, png.subarray(33)]);
  expect(await pagesOf(png)).toBe(1);
  expect(await pagesOf(animated(chunk("fcTL", Buffer.concat([u32(0, 40, 30, 0, 0), Buffer.alloc(6)]))))).toBe(7);
  // A still picture for programs that show no animation is not one of the frames.
  expect(await pagesOf(animated())).toBe(8);
});

/** A JPEG with an index of pictures of these kinds (CIPA DC-007). */
async function multiPicture(kinds: readonly number[], more = ""): Promise<Buffer> {
  const jpeg = await red().jpeg().toBuffer();
  const entries = Buffer.concat(kinds.map((kind) => Buffer.concat([u32(kind << 16), Buffer.alloc(12)])));
  const field = Buffer.concat([Buffer.from([0xb0, 2, 0, 7]), u32(entries.length, 26)]);
  const index = Buffer.concat([Buffer.from("MM\0*", "latin1"), u32(8), Buffer.from([0, 1]), field, u32(0), entries]);
  const content = Buffer.concat([Buffer.from("MPF\0", "latin1"), index]);
  const head = Buffer.from([0xff, 0xe2, 0, content.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), head, content, jpeg.subarray(2), Buffer.from(more)]);
}

test.each<[string, number[], string, number]>([
  ["a stereo camera's two", [0x03, 0x02], "", 2],
  ["three of no kind", [0x03, 0x00, 0x00], "", 3],
  ["one with smaller copies", [0x03, 0x01, 0x01], "", 1],
  ["one with its brightness", [0x03, 0x00], 'hdrgm:Version="1.0"', 1],
])("pictures in a JPEG: %s", async (_what, kinds, more, count) => {
  expect(await pagesOf(await multiPicture(kinds, more))).toBe(count);
});

test("an animated AVIF is looked at by its still picture", async () => {
  const still = await red().avif({ quality: 50 }).toBuffer();
  const animated = Buffer.concat([still, u32(20), Buffer.from("stsz"), u32(0, 0, 5)]);
  animated.write("avis", 8, "latin1");
  expect(animated.toString("latin1", 16, animated.readUInt32BE(0))).toContain("avif");
  expect([await pagesOf(still), await pagesOf(animated)]).toEqual([1, 5]);
});

test.each<[string, Buffer]>([
  ["a PNG chunk beyond the end", Buffer.concat([u32(0xffffff00), Buffer.from("xxxx")])],
  ["an AVIF without its table", Buffer.from("stsz")],
])("a damaged header does no harm: %s", async (_what, bytes) => {
  const png = await red().png().toBuffer();
  await expect(pagesOf(Buffer.concat([png, bytes]))).resolves.toBe(1);
});

test.each<[string, string | Buffer]>([
  ["a web page", "<!DOCTYPE html><title>Log in</title>"],
  ["a text file", "photo 1, photo 2"],
  ["a zip archive or an office document", "PK\u0003\u0004"],
  ["an archive", Buffer.from("1f8b0800", "hex")],
  ["a video", "\0\0\0 ftypisom"],
  ["a sound file", "ID3\u0003"],
  ["a file of zero bytes, as an interrupted copy leaves it", Buffer.alloc(4_000)],
])("what is no image is told: %s", async (what, bytes) => {
  await expect(pagesOf(Buffer.from(bytes))).rejects.toMatchObject({
    category: "not_an_image",
    message: `The file is not an image but ${what}.`,
  });
});
