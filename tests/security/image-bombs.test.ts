import { readFileSync } from "node:fs";
import { deflateSync, crc32 } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import sharp from "sharp";
import { createCaller, formOf } from "@symphony/test-support/client";
import { markedPicture } from "@symphony/test-support/pictures";
import { FULL } from "@symphony/test-support/scale";
import { startSystem } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

let system: System;
beforeAll(async () => {
  system = await startSystem({ workers: 1 });
});
afterAll(() => system.stop());

const peakMb = (pid: number): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
const inferenceProcessOf = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ")[0]);

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A PNG of one colour, whose pixels need not match the sides in its header. @param more further chunks */
function png(
  width: number,
  height: number,
  more: Buffer[] = [],
  pixels: Buffer = deflateSync(Buffer.alloc((width * 3 + 1) * height)),
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    pngChunk("IHDR", header),
    ...more,
    pngChunk("IDAT", pixels),
    pngChunk("IEND", Buffer.alloc(0)),
  ]);
}

const inflatesTo = (bytes: number): Buffer => deflateSync(Buffer.alloc(bytes), { level: 9 });
const profile = (bytes: number): Buffer =>
  pngChunk("iCCP", Buffer.concat([Buffer.from("x\0\0", "latin1"), inflatesTo(bytes)]));
const text = (bytes: number): Buffer =>
  pngChunk("zTXt", Buffer.concat([Buffer.from("x\0\0", "latin1"), inflatesTo(bytes)]));

/** A GIF whose frames have the data of one pixel. @param canvas side of the canvas @param side declared side of a frame */
function gif(frames: number, canvas: number, side = 1): Buffer {
  const screen = Buffer.alloc(7);
  screen.writeUInt16LE(canvas, 0);
  screen.writeUInt16LE(canvas, 2);
  screen[4] = 0x80;
  const frame = Buffer.from([0x21, 0xf9, 4, 0, 0, 0, 0, 0, 0x2c, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 0x44, 0x01, 0]);
  frame.writeUInt16LE(side, 13);
  frame.writeUInt16LE(side, 15);
  return Buffer.concat([
    Buffer.from("GIF89a"),
    screen,
    Buffer.from([0, 0, 0, 255, 255, 255]),
    ...Array.from({ length: frames }, () => frame),
    Buffer.from([0x3b]),
  ]);
}

/** A JPEG with additional header segments after its first marker. */
async function jpegWith(marker: number, count: number, content: string): Promise<Buffer> {
  const jpeg = await markedPicture(7);
  const segment = Buffer.alloc(2 + 65_535, 0x41);
  segment.set([0xff, marker, 0xff, 0xff]);
  segment.write(content, 4, "latin1");
  return Buffer.concat([jpeg.subarray(0, 2), ...Array.from({ length: count }, () => segment), jpeg.subarray(2)]);
}

/** A TIFF that declares these sides, without pixels and with a directory that refers to itself. */
function tiff(width: number, height: number): Buffer {
  const tags: Array<[tag: number, value: number]> = [
    [256, width],
    [257, height],
    [258, 8],
    [259, 1],
    [262, 1],
    [273, 8],
    [277, 1],
    [278, height],
    [279, 0xffffffff],
  ];
  const file = Buffer.alloc(8 + 2 + tags.length * 12 + 4);
  file.write("II*\0", "latin1");
  file.writeUInt32LE(8, 4);
  file.writeUInt16LE(tags.length, 8);
  for (const [i, [tag, value]] of tags.entries()) {
    file.writeUInt16LE(tag, 10 + i * 12);
    file.writeUInt16LE(4, 12 + i * 12);
    file.writeUInt32LE(1, 14 + i * 12);
    file.writeUInt32LE(value, 18 + i * 12);
  }
  file.writeUInt32LE(8, file.length - 4);
  return file;
}

/** A WebP with the largest canvas of the format. */
async function webpCanvas(): Promise<Buffer> {
  const webp = await sharp(await markedPicture(5))
    .withExif({ IFD0: { Copyright: "nobody" } })
    .webp()
    .toBuffer();
  webp.fill(0xff, webp.indexOf("VP8X") + 12, webp.indexOf("VP8X") + 18);
  return webp;
}

/** An AVIF that declares this width and height. */
async function avifOf(width: number): Promise<Buffer> {
  const avif = await sharp({ create: { width: 64, height: 64, channels: 3, background: "red" } })
    .avif({ effort: 0 })
    .toBuffer();
  const at = avif.indexOf("ispe");
  avif.writeUInt32BE(width, at + 8);
  avif.writeUInt32BE(width, at + 12);
  return avif;
}

const MB = 1_000_000;
const cut = async (format: "jpeg" | "png" | "webp" | "tiff" | "avif" | "gif"): Promise<Buffer> => {
  const bytes = await sharp(await markedPicture(3))
    .toFormat(format)
    .toBuffer();
  return bytes.subarray(0, bytes.length / 2);
};

/** Each file with its possible outcomes: a verdict where only the container is odd, or the category of its error. */
const CORPUS: Array<[name: string, bytes: () => Buffer | Promise<Buffer>, outcomes: string]> = [
  ["65000 x 65000.png", () => png(65_000, 65_000, [], inflatesTo(MB)), "too_many_pixels"],
  ["the largest allowed.png", () => png(7_000, 7_000), "Invalid"],
  ["endless pixels.png", () => png(9, 9, [], inflatesTo(FULL ? 1_000 * MB : 200 * MB)), "Invalid corrupt_image"],
  ["a profile of 200 MB.png", () => png(9, 9, [profile(200 * MB)]), "Invalid corrupt_image"],
  ["a comment of 200 MB.png", () => png(9, 9, [text(200 * MB)]), "Invalid corrupt_image"],
  [
    "thousands of comments.png",
    () =>
      png(
        9,
        9,
        Array.from({ length: 5_000 }, () => text(10_000)),
      ),
    "Invalid corrupt_image",
  ],
  ["10000 frames.gif", () => gif(10_000, 1), "Invalid"],
  // Where frames and canvas differ, the decoder uses the frames.
  ["a canvas of 60000.gif", () => gif(1, 60_000), "Invalid too_many_pixels"],
  ["a frame of 60000.gif", () => gif(1, 60_000, 60_000), "too_many_pixels"],
  ["a profile of 13 MB.jpg", () => jpegWith(0xe2, 200, "ICC_PROFILE\0\x01\xc8"), "Valid corrupt_image"],
  ["empty EXIF.jpg", () => jpegWith(0xe1, 100, "Exif\0\0II*\0\x08\0\0\0\xff\xff"), "Valid corrupt_image"],
  ["no pixels.tiff", () => tiff(60_000, 60_000), "too_many_pixels corrupt_image"],
  ["a loop.tiff", () => tiff(100, 100), "Invalid corrupt_image"],
  ["the largest canvas.webp", webpCanvas, "too_many_pixels corrupt_image"],
  ["declared 65000.avif", () => avifOf(65_000), "too_many_pixels corrupt_image"],
  [
    "SVG.jpg",
    () =>
      Buffer.from(
        '<svg xmlns="http://www.w3.org/2000/svg" width="99999" height="99999"><image href="file:///etc/passwd"/></svg>',
      ),
    "unsupported_format",
  ],
  [
    "SVG after blanks.jpg",
    () => Buffer.from(`${" ".repeat(2_000)}<svg xmlns="http://www.w3.org/2000/svg"/>`),
    "not_an_image",
  ],
  ["PDF.jpg", () => Buffer.from("%PDF-1.7\n1 0 obj"), "unsupported_format"],
  ["PostScript.jpg", () => Buffer.from("%!PS\n(/etc/passwd) (r) file"), "unsupported_format"],
  [
    "MVG.jpg",
    () =>
      Buffer.from(
        "push graphic-context\nviewbox 0 0 9 9\nimage over 0,0 0,0 'https://127.0.0.1/x'\npop graphic-context",
      ),
    "not_an_image",
  ],
  ["MSL.jpg", () => Buffer.from('<?xml version="1.0"?><image><read filename="/etc/passwd"/></image>'), "not_an_image"],
  ...(["jpeg", "png", "webp", "tiff", "avif", "gif"] as const).map(
    (format): [string, () => Promise<Buffer>, string] => [
      `half a ${format}`,
      () => cut(format),
      "corrupt_image unsupported_format",
    ],
  ),
];

test("F-37: images that take much memory or time fail alone or are harmless, and the others are inspected", async () => {
  const caller = createCaller(system.url);
  const worker = system.workers[0]?.child.pid as number;
  const inferencePid = inferenceProcessOf(worker);
  const bombs = await Promise.all(
    CORPUS.map(async ([name, bytes, outcomes]) => ({ name, bytes: await bytes(), outcomes })),
  );
  const neighbours = await Promise.all(
    CORPUS.map(async (_, i) => ({
      name: `neighbour ${i}.jpg`,
      bytes: await markedPicture(100 + i),
      outcomes: "Valid",
    })),
  );
  const all = bombs.flatMap((bomb, i) => [bomb, neighbours[i] as typeof bomb]);
  const { batch_id } = await caller.submit(formOf(all.map(({ name, bytes }) => [name, bytes])));
  await caller.untilDone(batch_id, 120_000);
  const results = await caller.results(batch_id);
  const actual = results.map((result) => ({
    name: result.Image_Path_or_URL,
    outcome: result.Error_Category ?? result.Is_Valid,
  }));
  expect(actual.filter(({ outcome }, i) => !all[i]?.outcomes.split(" ").includes(outcome))).toEqual([]);
  expect(actual.map(({ name }) => name)).toEqual(all.map(({ name }) => name));
  // None of them ended the inference process. Neither it nor the worker needed more memory than for the largest image.
  expect(inferenceProcessOf(worker)).toBe(inferencePid);
  expect(peakMb(inferencePid)).toBeLessThan(700);
  expect(peakMb(worker)).toBeLessThan(300);
}, 150_000);
