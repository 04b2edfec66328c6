import { describe, expect, test } from "@jest/globals";
import { pictureFile } from "../../fixtures/pictures.ts";
import { decodeImage } from "./decode-image.ts";
import { sharp } from "./libvips.ts";

/** Files that cameras, editors and converters write and that are read otherwise than the usual ones. */
const LIMITS = { maxPixels: 1_000_000, maxSide: 1000 };
const decoded = async (bytes: Uint8Array, limits = LIMITS) => decodeImage(await pictureFile("a.jpg", bytes), limits);
const failure = async (bytes: Uint8Array) => decoded(bytes).catch((error: unknown) => error);
const red = (width = 60, height = 40) => sharp({ create: { width, height, channels: 3, background: "#f00" } });

type Entry = readonly [tag: number, type: 3 | 4, ...values: number[]];

/** A TIFF of one directory after another, with sub-directories behind them. Values fit into their entries or follow. */
function tiff(
  pages: readonly Entry[][],
  { subs = [], data = Buffer.alloc(0), magic = "II*\0" }: { subs?: Entry[][]; data?: Buffer; magic?: string } = {},
): Buffer {
  const parts: Buffer[] = [Buffer.from(magic, "latin1"), Buffer.alloc(4), data];
  let at = 8 + data.length;
  const put = (entries: readonly Entry[], isLast: boolean): number => {
    const start = at;
    let valuesAt = start + 6 + entries.length * 12;
    const head = Buffer.alloc(6 + entries.length * 12);
    const values: Buffer[] = [];
    head.writeUInt16LE(entries.length, 0);
    entries.forEach(([tag, type, ...all], i) => {
      const bytes = Buffer.alloc(Math.max(4, all.length * (type === 3 ? 2 : 4)));
      all.forEach((value, at) =>
        type === 3 ? bytes.writeUInt16LE(value, at * 2) : bytes.writeUInt32LE(value, at * 4),
      );
      head.writeUInt16LE(tag, 2 + i * 12);
      head.writeUInt16LE(type, 4 + i * 12);
      head.writeUInt32LE(all.length, 6 + i * 12);
      if (bytes.length === 4) bytes.copy(head, 10 + i * 12);
      else {
        head.writeUInt32LE(valuesAt, 10 + i * 12);
        values.push(bytes);
        valuesAt += bytes.length;
      }
    });
    head.writeUInt32LE(isLast ? 0 : valuesAt, 2 + entries.length * 12);
    parts.push(head, ...values);
    at = valuesAt;
    return start;
  };
  const subsAt = subs.map((sub) => put(sub, true));
  const [first = [], ...more] = pages;
  const linked: Entry[] = subsAt.length === 0 ? [...first] : [...first, [330, 4, ...subsAt] as const];
  parts[1]!.writeUInt32LE(
    put(
      linked.toSorted((a, b) => a[0] - b[0]),
      more.length === 0,
    ),
  );
  more.forEach((page, i) => put(page, i === more.length - 1));
  return Buffer.concat(parts);
}

const SIDE = 16;
/** An uncompressed picture with so many channels, and its tags. */
function chunky(photometric: number, pixel: readonly number[], extra: readonly number[], more: Entry[] = []): Buffer {
  return uncompressed(photometric, Uint8Array.from(pixel), extra, more);
}

type Samples =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

function uncompressed(photometric: number, pixel: Samples, extra: readonly number[], more: Entry[]) {
  const one = Buffer.from(pixel.buffer);
  const data = Buffer.concat(Array.from({ length: SIDE * SIDE }, () => one));
  const entries: Entry[] = [
    [256, 3, SIDE],
    [257, 3, SIDE],
    [258, 3, ...Array.from(pixel, () => 8 * pixel.BYTES_PER_ELEMENT)],
    [259, 3, 1],
    [262, 3, photometric],
    [273, 4, 8],
    [277, 3, pixel.length],
    [278, 3, SIDE],
    [279, 4, data.length],
    ...(extra.length === 0 ? [] : [[338, 3, ...extra] as Entry]),
    ...more,
  ];
  return tiff([entries.toSorted((a, b) => a[0] - b[0])], { data });
}

describe("F-71: a TIFF whose first picture is only a preview is refused", () => {
  const preview: Entry[] = [
    [256, 3, 160],
    [257, 3, 120],
    [262, 3, 2],
  ];
  const raw: Entry[] = [
    [256, 3, 4000],
    [257, 3, 3000],
    [262, 3, 32_803],
  ];
  test.each<[string, Buffer]>([
    ["DNG: a reduced first picture and the raw one below it", tiff([[[254, 4, 1], ...preview]], { subs: [raw] })],
    ["ARW: only the directory below is raw", tiff([preview], { subs: [raw] })],
    [
      "NEF: the full picture is below, whatever it is",
      tiff([preview], {
        subs: [
          preview,
          [
            [256, 3, 4000],
            [257, 3, 3000],
          ],
        ],
      }),
    ],
    ["CR2: a mark in the header", tiff([preview], { data: Buffer.from("CR\x02\0\0\0\0\0") })],
    ["PEF: the raw picture is a later page", tiff([preview, raw])],
    ["an old mark of a reduced picture", tiff([[...preview.slice(0, 2), [255, 3, 2]]])],
    ["ORF", tiff([preview], { magic: "IIRO" })],
  ])("%s", async (_case, bytes) => {
    expect(await failure(bytes)).toMatchObject({
      category: "unsupported_format",
      message: expect.stringMatching(/camera raw/),
    });
  });

  test("pages and reduced copies behind a full picture do no harm", async () => {
    const pyramid = await red(64, 64).tiff({ pyramid: true, tile: true, tileWidth: 16, tileHeight: 16 }).toBuffer();
    await expect(decoded(pyramid)).resolves.toMatchObject({ width: 64, height: 64 });
  });
});

describe("channels beside the colours of a TIFF are ignored", () => {
  test.each<[string, Buffer, number[]]>([
    ["RGB and two of no meaning", chunky(2, [200, 30, 10, 0, 0], [0, 0]), [200, 30, 10]],
    ["RGB and one of no meaning", chunky(2, [200, 30, 10, 0], [0]), [200, 30, 10]],
    ["RGB, alpha and a spot colour", chunky(2, [200, 30, 10, 255, 7], [2, 0]), [200, 30, 10]],
    ["grey and two others", chunky(1, [90, 0, 0], [0, 0]), [90, 90, 90]],
    ["RGB and one that nothing is said of", chunky(2, [200, 30, 10, 0], []), [200, 30, 10]],
    ["RGB and two that nothing is said of", chunky(2, [200, 30, 10, 0, 0], []), [200, 30, 10]],
    ["grey and one that nothing is said of", chunky(1, [90, 0], []), [90, 90, 90]],
  ])("%s", async (_case, bytes, colour) => {
    const { pixels } = await decoded(bytes);
    expect([...pixels.data.subarray(0, 3)]).toEqual(colour);
    expect((await decoded(bytes, { ...LIMITS, maxSide: 8 })).pixels.data.subarray(0, 3)).toEqual(
      Uint8Array.from(colour),
    );
  });

  test("CMYK, alpha and a spot colour", async () => {
    const { pixels } = await decoded(chunky(5, [0, 255, 255, 0, 255, 7], [2, 0]));
    const [r = 0, g = 255] = pixels.data;
    expect(r - g).toBeGreaterThan(100);
  });
});

test("a JPEG that lacks only its end marker is read; one that lacks pixels is damaged", async () => {
  const noise = { type: "gaussian", mean: 120, sigma: 40 } as const;
  const photo = sharp({ create: { width: 300, height: 200, channels: 3, background: "#888", noise } });
  for (const progressive of [false, true]) {
    const jpeg = await photo.clone().jpeg({ progressive }).toBuffer();
    await expect(decoded(jpeg.subarray(0, -2))).resolves.toMatchObject({ width: 300 });
    expect(await failure(jpeg.subarray(0, -400))).toMatchObject({ category: "corrupt_image" });
  }
});

test("an AVIF may name a general main brand; other pictures in that container are told by their name", async () => {
  const avif = await red().avif({ quality: 50 }).toBuffer();
  for (const major of ["mif1", "miaf"]) {
    const renamed = Buffer.from(avif);
    renamed.write(major, 8, "latin1");
    await expect(decoded(renamed)).resolves.toMatchObject({ width: 60, height: 40 });
  }
  const box = (...brands: string[]) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(16 + 4 * (brands.length - 1));
    head.write("ftyp", 4);
    return Buffer.concat([head, Buffer.from(`${brands[0]}\0\0\0\0${brands.slice(1).join("")}`, "latin1")]);
  };
  const heic = {
    category: "unsupported_format",
    message: expect.stringContaining("HEIC, which is not supported; convert"),
  };
  expect(await failure(box("heic", "mif1"))).toMatchObject(heic);
  expect(await failure(box("mif1", "mif1", "heic"))).toMatchObject(heic);
  expect(await failure(box("crx ", "crx ", "isom"))).toMatchObject({ message: expect.stringContaining("camera raw") });
  expect(await failure(box("isom", "mp42"))).toMatchObject({ category: "not_an_image" });
});

/** The same with another compression or kind of colour: its pixels are not what the tag says, and nobody gets that far. */
test.each<[string, number, number]>([
  ["Zstandard", 259, 50_000],
  ["LZMA", 259, 34_925],
  ["JPEG 2000", 259, 34_712],
  ["LERC", 259, 34_887],
  ["CIELAB", 262, 8],
  ["ICCLAB", 262, 9],
])("a TIFF of a kind that cannot be read is not called damaged: %s", async (_case, tag, value) => {
  const bytes = chunky(2, [1, 2, 3], []);
  const at = bytes.indexOf(Buffer.from(Uint16Array.of(tag, 3, 1, 0).buffer));
  bytes.writeUInt16LE(value, at + 8);
  expect(await failure(bytes)).toMatchObject({
    category: "unsupported_format",
    message: "This kind of TIFF file cannot be read; export it as JPEG or PNG.",
  });
});

test("a TIFF that would show in wrong colours, or has odd bits, is of a kind that cannot be read", async () => {
  const fullChroma = chunky(6, [76, 84, 255], [], [[530, 3, 1, 1]]);
  expect(await failure(fullChroma)).toMatchObject({ category: "unsupported_format" });
  const deep = tiff([
    [
      [256, 3, 16],
      [257, 3, 16],
      [258, 3, 12, 12, 12],
      [262, 3, 2],
      [273, 4, 8],
      [277, 3, 3],
      [279, 4, 8],
    ],
  ]);
  expect(await failure(deep)).toMatchObject({ category: "unsupported_format" });
});

describe("the samples of a TIFF are integers without a sign, or floats of three colours", () => {
  const [UNSIGNED, SIGNED, FLOAT] = [1, 2, 3];
  const [GREY, RGB, CMYK, CIELAB] = [1, 2, 5, 8];
  const withFormat = (photometric: number, pixel: Samples, format: number, extra: number[] = []) =>
    uncompressed(photometric, pixel, extra, [[339, 3, ...Array.from(pixel, () => format)]]);

  test.each<[string, Buffer]>([
    ["RGB of 32 bits", uncompressed(RGB, Uint32Array.of(4e9, 1e9, 1e8), [], [])],
    ["floats of 64 bits", withFormat(RGB, Float64Array.of(0.5, 0.1, 0.1), FLOAT)],
    ["grey of 32 bits", withFormat(GREY, Uint32Array.of(1e9), UNSIGNED)],
    ["RGB of 8 signed bits", withFormat(RGB, Int8Array.of(100, 50, 25), SIGNED)],
    ["grey of 16 signed bits", withFormat(GREY, Int16Array.of(9000), SIGNED)],
    ["RGB of 32 signed bits", withFormat(RGB, Int32Array.of(1e9, 1e8, 1e7), SIGNED)],
    ["floats of grey", withFormat(GREY, Float32Array.of(0.5), FLOAT)],
    ["floats of grey and alpha", withFormat(GREY, Float32Array.of(0.5, 1), FLOAT, [2])],
    ["floats of CMYK", withFormat(CMYK, Float32Array.of(0, 1, 1, 0), FLOAT)],
  ])("%s are not read", async (_case, bytes) => {
    expect(await failure(bytes)).toMatchObject({
      category: "unsupported_format",
      message: "This kind of TIFF file cannot be read; export it as JPEG or PNG.",
    });
  });

  test.each<[string, Buffer, number[]]>([
    ["RGB of 16 bits", withFormat(RGB, Uint16Array.of(51_400, 7710, 2570), UNSIGNED), [200, 30, 10]],
    ["grey of 16 bits", uncompressed(GREY, Uint16Array.of(23_130), [], []), [90, 90, 90]],
    ["floats of linear RGB", withFormat(RGB, Float32Array.of(0.5776, 0.013, 0.00304), FLOAT), [200, 30, 10]],
    ["CIELAB of 16 bits", withFormat(CIELAB, Int16Array.of(32_767, 0, 0), SIGNED), [118, 118, 118]],
  ])("%s are read", async (_case, bytes, colour) => {
    const { pixels } = await decoded(bytes);
    colour.forEach((value, i) => expect(Math.abs(pixels.data[i]! - value)).toBeLessThanOrEqual(2));
  });
});

test("files that fail at the same time each get their own reason, and none of them fails another", async () => {
  const photo = await red(300, 200).jpeg().toBuffer();
  const png = await red(300, 200).png().toBuffer();
  const zstd = chunky(2, [1, 2, 3], []);
  zstd.writeUInt16LE(50_000, zstd.indexOf(Buffer.from(Uint16Array.of(259, 3, 1, 0).buffer)) + 8);
  const kinds: Array<[bytes: Buffer, expected: object]> = [
    [photo.subarray(0, -2), { width: 300 }],
    [zstd, { category: "unsupported_format" }],
    [png.subarray(0, png.length / 2), { category: "corrupt_image" }],
    [photo.subarray(0, photo.length / 2), { category: "corrupt_image" }],
  ];
  const all = Array.from({ length: 12 }, () => kinds).flat();
  const outcomes = await Promise.all(all.map(([bytes]) => failure(bytes)));
  outcomes.forEach((outcome, i) => expect(outcome).toMatchObject(all[i]![1]));
});

test("a file with several pages says so", async () => {
  const frames = sharp(Buffer.alloc(20 * 60 * 3, 9), { raw: { width: 20, height: 60, channels: 3, pageHeight: 20 } });
  expect(
    await decoded(
      await frames
        .clone()
        .gif({ delay: [9, 9, 9], keepDuplicateFrames: true })
        .toBuffer(),
    ),
  ).toMatchObject({ height: 20, pages: 3 });
  expect(
    await decoded(
      await frames
        .clone()
        .webp({ delay: [9, 9, 9] })
        .toBuffer(),
    ),
  ).toMatchObject({ height: 20 });
  expect(await decoded(await red().tiff().toBuffer())).toMatchObject({ pages: 1 });
});
